"""A watch over a run: how far it is, what goes wrong, what is counted. Knows the terminal as `console` does; knows no option."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import click

from textclean.console import IO, SET_ASIDE, Faults, say, show_traceback
from textclean.core.errors import InputError
from textclean.core.pipeline import Pipeline
from textclean.formats import Reject
from textclean.report.tally import Tally, counted
from textclean.report.trace import trace
from textclean.run.clean import reject_object
from textclean.run.discovery import Source
from textclean.run.work import Done, Outcome

_TOLD = 20
"""Records set aside that are told one by one for each input, unless standard error is the only place where they are kept."""


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
