"""The command's side of the terminal: messages, exit codes, colours, and a watch over a run. Knows no option but --debug."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, NoReturn, TextIO, cast

import click

from textclean._version import __version__
from textclean.core.errors import ConfigError, InputError, TextcleanError, unknown
from textclean.core.pipeline import Pipeline
from textclean.formats import Reject
from textclean.report.tally import Tally, counted
from textclean.report.trace import trace
from textclean.report.visible import visible
from textclean.run.clean import reject_object
from textclean.run.discovery import Source, readable
from textclean.run.work import Done, Outcome

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
    """A group that lists its commands in their order, knows the nearest to a wrong name, and turns errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise click.UsageError(str(unknown("command", args[0], self.commands)), ctx)
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


_LINE_EVERY = 10.0  # seconds between two lines about a long run, where no terminal shows a bar
_DRAW_EVERY = 0.2


class Progress:
    """How far a run is, on standard error: a bar that is drawn anew on a terminal, a line every ten seconds elsewhere.

    `total` is in bytes of input; 0 if nobody knows.
    """

    def __init__(self, total: int, *, on_terminal: bool) -> None:
        self._total = total
        self._on_terminal = on_terminal
        self._bytes = 0
        self._begun = self._last = time.monotonic()
        self._drawn = False

    def advance(self, tally: Tally, size: int) -> None:
        """So many bytes more are done."""
        self._bytes += size
        now = time.monotonic()
        if now - self._last >= (_DRAW_EVERY if self._on_terminal else _LINE_EVERY):
            self._last = now
            self._show(self._line(tally, now - self._begun))

    def _line(self, tally: Tally, seconds: float) -> str:
        speed = self._bytes / max(seconds, 1e-9)
        parts = [counted(tally.documents, "document"), f"{speed / 1e6:.1f} MB/s"]
        if tally.documents:
            parts.append(f"{tally.changed / tally.documents:.0%} changed")
        if self._total:
            share = min(1.0, self._bytes / self._total)
            left = round(max(0, self._total - self._bytes) / max(speed, 1.0))
            parts = [f"{share:4.0%}", *parts, f"{timedelta(seconds=left)} left"]
            if self._on_terminal:
                parts.insert(0, "█" * round(share * 20) + "░" * (20 - round(share * 20)))
        return "  ".join(parts)

    def _show(self, line: str) -> None:
        if self._on_terminal:
            click.echo(f"\r\x1b[2K{line}", err=True, nl=False)
            self._drawn = True
        else:
            say(line)

    def clear(self) -> None:
        """Take the bar away, so that something else can be said."""
        if self._drawn:
            click.echo("\r\x1b[2K", err=True, nl=False)
            self._drawn = False


@dataclass
class Watch:
    """Follows a run over its inputs: counts, traces, tells what goes wrong.

    by_rule   count edits by rule         stop   end the run at the first record or input that cannot be read or cleaned
    verb      what becomes of a record that cannot be read          progress   shows how far it is
    """

    pipeline: Pipeline
    faults: Faults
    by_rule: bool = True
    stop: bool = False
    verb: str = "skipped"
    progress: Progress | None = None
    tally: Tally = field(default_factory=Tally)
    source: Source | None = None
    _told: int = 0
    _only_copy: bool = False

    def __post_init__(self) -> None:
        self.fingerprint = self.pipeline.fingerprint()

    @contextmanager
    def input(self, source: Source) -> Iterator[None]:
        """Around the work on one input: what it raises is told, and the run goes on unless it is to stop."""
        self.begin(source)
        try:
            yield
        except BrokenPipeError:
            raise
        except Exception as error:
            self.fail(source, error)
        self.end(source)

    def go_on(self, tally: Tally) -> None:
        """So much was counted, and went wrong, in an earlier run that this one goes on with."""
        self.tally.merge(tally)
        if tally.set_aside:
            self.faults.note(SET_ASIDE)
        if tally.unreadable:
            self.faults.note(IO)

    def begin(self, source: Source, *, only_copy: bool = False) -> None:
        """An input is begun. With `only_copy`, records set aside are kept nowhere else: each is written to standard error whole."""
        self.source, self._told, self._only_copy = source, 0, only_copy

    def fail(self, source: Source, error: Exception) -> bool:
        """An input could not be read or written; True if the run is to stop."""
        self.clear()
        self.tally.unreadable += 1
        self.faults.tell(error, source.name)
        return self.stop

    def end(self, source: Source) -> None:
        """An input is done with."""
        self.clear()
        if self._told > _TOLD and not self._only_copy:
            say(f"{source.name}: {self._told - _TOLD:,} further records {self.verb}")

    def take(self, outcome: Outcome, size: int) -> None:
        """A block of `size` bytes is done."""
        self.tally.merge(outcome.tally)
        if outcome.unsettled or outcome.rejects or outcome.notes:
            self.clear()
        for number, note in outcome.notes:
            say(f"{self.place(number)}: {note}")
        for unsettled in outcome.unsettled:
            self._tell_unsettled(*unsettled)
        for reject in outcome.rejects:
            self.set_aside(reject)
        if self.progress:
            self.progress.advance(self.tally, size)

    def clear(self) -> None:
        """Make room for a message."""
        if self.progress:
            self.progress.clear()

    def done(self, item: Done) -> None:
        """Take note of a cleaned text."""
        self.tally.add(item.result, by_rule=self.by_rule)
        if not item.result.converged:
            self._tell_unsettled(item.document.number, item.result.fighting)

    def _tell_unsettled(self, number: int | None, fighting: tuple[str, ...]) -> None:
        say(f"{self.place(number)}: left as it was: {', '.join(fighting)} did not come to rest; please report this text")

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
