"""The command's side of the terminal: messages, exit codes, colours, and commands that load what they need. Knows no option but --debug."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, NoReturn, TextIO, cast

import click

from textclean._version import __version__
from textclean.core.errors import ConfigError, TextcleanError, unknown
from textclean.report.visible import visible
from textclean.run.names import readable

DONE, CHANGES, USAGE, SET_ASIDE, IO, INTERNAL = 0, 1, 2, 3, 4, 5
INTERRUPTED, CLOSED_PIPE, TERMINATED = 130, 141, 143


def say(message: str) -> None:
    """A line on standard error, with nothing in it that a terminal would obey."""
    lines = (visible(line) for line in readable(message).splitlines())
    click.echo(("textclean: " + "\n".join(lines)).encode("utf-8", "backslashreplace"), err=True)


@dataclass
class Faults:
    """What went wrong so far; `code` is the exit code it comes to, the worst of all."""

    debug: bool = False
    code: int = DONE

    def note(self, code: int) -> None:
        self.code = max(self.code, code)

    def tell(self, error: Exception, where: str = "") -> None:
        """Say what `error` means, and remember its exit code. `where` names the input, where there is one."""
        if self.debug:
            show_traceback(error)
        prefix = f"{where}: " if where else ""
        if isinstance(error, ConfigError):
            self.note(USAGE)
            say(str(error))
        elif isinstance(error, TextcleanError):
            self.note(IO)
            say(prefix + str(error))
        elif isinstance(error, OSError):
            self.note(IO)
            name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else where
            say(f"{name + ': ' if name else ''}{error.strerror or error}")
        else:
            self.note(INTERNAL)
            say(f"{prefix}internal error: {type(error).__name__}: {error}\n{_origin(error)}")


def show_traceback(error: Exception) -> None:
    """The whole traceback on standard error."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    click.echo("\n".join(map(visible, lines)).encode("utf-8", "backslashreplace"), err=True)


def _origin(error: Exception) -> str:
    """The innermost line of ours that an unexpected error passed, and what to do about it."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "textclean" in frame.filename]
    at = f"  in {Path(frames[-1].filename).name}, line {frames[-1].lineno}, {frames[-1].name}; " if frames else "  "
    return f"{at}version {__version__}. Please report it with the text that caused it; `textclean --debug …` shows the traceback."


def _abandon_stdout() -> None:
    """Let what is still buffered for a reader who has gone, or a disk that is full, go nowhere, without another error at exit."""
    if sys.stdout is None:  # closed from the beginning
        return
    with suppress(OSError, ValueError):  # already closed, or not a file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Commands(click.Group):
    """A group that lists its commands in their order, knows the nearest to a wrong name, and turns errors into exit codes.

    `waiting` are commands of `textclean.commands` with the line that help says of each: loaded only when they are called.
    """

    def __init__(self, *given: Any, waiting: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        self.waiting = waiting or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.waiting, *(name for name in self.commands if name not in self.waiting)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.waiting and cmd_name not in self.commands:
            self.add_command(getattr(import_module(f"textclean.commands.{cmd_name}"), cmd_name))
        return super().get_command(ctx, cmd_name)

    def every(self) -> dict[str, click.Command]:
        """All commands, loaded, in their order."""
        context = click.Context(self)
        return {name: command for name in self.list_commands(context) if (command := self.get_command(context, name))}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.waiting:
            with formatter.section("Commands"):
                formatter.write_dl(list(self.waiting.items()))
        else:
            super().format_commands(ctx, formatter)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in (known := self.list_commands(ctx)):
            raise click.UsageError(str(unknown("command", args[0], known)), ctx)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _harmless():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        faults = Faults(debug=bool(ctx.find_root().params.get("debug")))
        try:
            with _harmless():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            _abandon_stdout()
            ctx.exit(CLOSED_PIPE)
        except KeyboardInterrupt:
            say("interrupted")
            ctx.exit(INTERRUPTED)
        except Exception as error:
            faults.tell(error)
            if isinstance(error, OSError):
                _abandon_stdout()
            ctx.exit(faults.code)


@contextmanager
def _harmless() -> Iterator[None]:
    """Around what tells of arguments as they were given: a pattern may have made one of a file's name, whoever gave it that."""
    try:
        yield
    except click.ClickException as error:
        vars(error)["message"] = "\n".join(map(visible, error.message.splitlines()))
        raise


def run(group: click.Group) -> None:
    """Run a group as the command of this process. On SIGTERM it ends in order: files that are not whole are removed on the way."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        group(prog_name="textclean")
    except KeyboardInterrupt:  # outside any command
        sys.exit(INTERRUPTED)


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)


class _Closed(io.RawIOBase):
    """A standard stream that was closed when the process began: an error for those who use it, and for nobody else."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _refuse(self, *_: object) -> NoReturn:
        raise OSError(errno.EBADF, "closed", self._name)

    read = readinto = readlines = write = seekable = _refuse


def stdin() -> BinaryIO:
    """Standard input as bytes. If it is closed, reading it raises OSError."""
    return cast(BinaryIO, _Closed("standard input")) if sys.stdin is None else sys.stdin.buffer


def stdout() -> BinaryIO:
    """Standard output as bytes. If it is closed, writing to it raises OSError."""
    return cast(BinaryIO, _Closed("standard output")) if sys.stdout is None else sys.stdout.buffer


def is_terminal(stream: TextIO | None) -> bool:
    """True if somebody sits at the other end of a standard stream."""
    return stream is not None and stream.isatty()


def wants_color(asked: bool | None) -> bool:
    """`asked`, or, if nothing was: colour on a terminal that can show it and whose user did not say no."""
    if asked is not None:
        return asked
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The cells to fill: the terminal's, also where only messages go to it and data to a pager; 100 where there is none."""
    for stream in (sys.stdout, sys.stderr):
        if is_terminal(stream):
            return os.get_terminal_size(stream.fileno()).columns
    return 100
