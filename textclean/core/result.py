"""What a run gives back: the text, and every edit as data. Works things out when asked, never before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from textclean.core.alignment import Alignment
from textclean.core.edit import Edit, Finding, compose, trimmed


@dataclass(frozen=True, slots=True)
class Pass:
    """One cleaner's turn at one text that it changed. `edits` are in code points of `before`.

    A cleaner that maps characters leaves `found` at None: its edits are the runs in which `before` and `after` differ.
    """

    cleaner: str
    round: int
    before: str
    after: str
    found: tuple[Edit, ...] | None = None

    @property
    def edits(self) -> tuple[Edit, ...]:
        return tuple(_differences(self.before, self.after, self.cleaner)) if self.found is None else self.found


def _differences(before: str, after: str, rule: str) -> Iterator[Edit]:
    """The runs of characters in which two texts of one length differ."""
    start = None
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new and start is None:
            start = at
        elif old == new and start is not None:
            yield Edit(start, at, after[start:at], (rule,))
            start = None
    if start is not None:
        yield Edit(start, len(before), after[start:], (rule,))


@dataclass(frozen=True)
class Result:
    """What became of one text.

    original    the text as it came in
    text        the text as it goes out; the same object as `original` if nothing changed
    passes      each turn of a cleaner that changed something, in order, in the coordinates that cleaner saw
    findings    what was seen in the outcome and left alone, in code points of `original`
    converged   False if the cleaners were still at work when the bound was reached: then `text` is `original`
    fighting    the names of the cleaners still at work in that case
    """

    original: str
    text: str
    passes: tuple[Pass, ...] = ()
    seen: tuple[Finding, ...] = ()
    converged: bool = True
    fighting: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return self.text != self.original

    @property
    def rounds(self) -> int:
        """How many rounds over the list of cleaners changed something."""
        return len({turn.round for turn in self.passes})

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """Every change in code points of `original`, composed over the passes, each with all rules that had a hand in it."""
        edits: list[Edit] = []
        for turn in self.passes:
            edits = compose(edits, turn.edits)
        return tuple(e for e in edits if self.original[e.start : e.end] != e.replacement)

    @cached_property
    def alignment(self) -> Alignment:
        """Positions of `original` and `text`, both ways."""
        return Alignment([trimmed(edit, self.original) for edit in self.edits])

    @property
    def findings(self) -> tuple[Finding, ...]:
        move = self.alignment.to_original
        return tuple(finding._replace(start=span[0], end=span[1]) for finding in self.seen for span in [move(*finding[:2])])
