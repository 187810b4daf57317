"""The command's side of the terminal: messages, exit codes, colours, and a watch over a run. Knows no option but --debug."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, NoReturn, TextIO

import click

from textclean._version import __version__
from textclean.core.errors import ConfigError, InputError, TextcleanError, unknown
from textclean.core.pipeline import Pipeline
from textclean.formats import Reject
from textclean.formats.jsonl import json_line
from textclean.report.tally import Tally
from textclean.report.trace import trace
from textclean.report.visible import visible
from textclean.run.clean import Done, reject_object
from textclean.run.discovery import Source, readable
from textclean.run.output import Draft

DONE, CHANGES, USAGE, SET_ASIDE, IO, INTERNAL = 0, 1, 2, 3, 4, 5
INTERRUPTED, CLOSED_PIPE, TERMINATED = 130, 141, 143

_TOLD = 20
"""Records set aside that are told one by one for each input, unless standard error is the only place where they are kept."""


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
    click.echo("".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace"), err=True)


def _origin(error: Exception) -> str:
    """The innermost line of ours that an unexpected error passed, and what to do about it."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "textclean" in frame.filename]
    at = f"  in {Path(frames[-1].filename).name}, line {frames[-1].lineno}, {frames[-1].name}; " if frames else "  "
    return f"{at}version {__version__}. Please report it with the text that caused it; `textclean --debug …` shows the traceback."


def _abandon_stdout() -> None:
    """Let what is still buffered for a reader who has gone, or a disk that is full, go nowhere, without another error at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # already closed, or not a file at all
        return


class Commands(click.Group):
    """A group that lists its commands in their order, knows the nearest to a wrong name, and turns errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise click.UsageError(str(unknown("command", args[0], self.commands)), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        faults = Faults(debug=bool(ctx.find_root().params.get("debug")))
        try:
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


def run(group: click.Group) -> None:
    """Run a group as the command of this process. On SIGTERM it ends in order: files that are not whole are removed on the way."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        group(prog_name="textclean")
    except KeyboardInterrupt:  # outside any command
        sys.exit(INTERRUPTED)


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)


def stdin() -> BinaryIO:
    """Standard input as bytes. Raises OSError if it is closed."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "is closed", "standard input")
    return sys.stdin.buffer


def stdout() -> BinaryIO:
    """Standard output as bytes. Raises OSError if it is closed."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "is closed", "standard output")
    return sys.stdout.buffer


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


@dataclass
class Watch:
    """Follows a run over its inputs: counts, traces, tells what goes wrong.

    by_rule   count edits by rule         stop   end the run at the first record or input that cannot be read or cleaned
    verb      what becomes of a record that cannot be read          trace   where to write what was done, if anywhere
    """

    pipeline: Pipeline
    faults: Faults
    by_rule: bool = True
    stop: bool = False
    verb: str = "skipped"
    trace: Draft | None = None
    tally: Tally = field(default_factory=Tally)
    stopped: bool = False
    source: Source | None = None
    _told: int = 0
    _only_copy: bool = False

    def __post_init__(self) -> None:
        self.fingerprint = self.pipeline.fingerprint()

    @contextmanager
    def input(self, source: Source, *, only_copy: bool = False) -> Iterator[None]:
        """Around the work on one input: what it raises is told, and the run goes on unless it is to stop.

        With `only_copy`, records set aside are kept nowhere else, so each is written to standard error whole.
        """
        self.source, self._told, self._only_copy = source, 0, only_copy
        try:
            yield
        except BrokenPipeError:
            raise
        except Exception as error:
            self.tally.unreadable += 1
            self.faults.tell(error, source.name)
            self.stopped = self.stop
        if self._told > _TOLD and not only_copy:
            say(f"{source.name}: {self._told - _TOLD:,} further records {self.verb}")

    def done(self, item: Done) -> None:
        """Take note of a cleaned text."""
        document, result = item
        self.tally.add(result, by_rule=self.by_rule)
        if not result.converged:
            fighting = ", ".join(result.fighting)
            say(f"{self.place(document.number)}: left as it was: {fighting} did not come to rest; please report this text")
        if self.trace and (result.changed or result.seen or not result.converged):
            self.trace.write(json_line(self.traced(item)))

    def traced(self, item: Done, only: str = "") -> dict[str, Any]:
        """The trace of a cleaned text of the current input."""
        name = self.source.name if self.source else None
        return trace(item.result, self.pipeline, path=name, record=item.document.number, pipeline=self.fingerprint, only=only)

    def set_aside(self, reject: Reject) -> None:
        """Take note of a record that cannot be read or cleaned. Raises what is wrong with it if the run is to stop."""
        if self.stop:
            raise reject.cause or InputError(f"line {reject.number}: {reject.reason}")
        self.tally.set_aside += 1
        self.faults.note(SET_ASIDE)
        self._told += 1
        if self._told <= _TOLD or self._only_copy:
            say(f"{self.place(reject.number)}: {self.verb}: {reject.reason}")
        if reject.cause and self.faults.debug:
            show_traceback(reject.cause)
        if self._only_copy and self.source:
            # In ASCII, so that nothing in the record reaches a terminal as a command.
            click.echo(json.dumps(reject_object(reject, self.source)), err=True)

    def place(self, number: int | None) -> str:
        """The current input, and the line of a record in it, as messages name them."""
        name = self.source.name if self.source else "-"
        return name if number is None else f"{name}:{number}"
