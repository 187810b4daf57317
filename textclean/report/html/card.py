"""One document as the page shows it: numbers, and its text with the edits in place, cut to a bounded length. Knows no other document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from textclean.core.result import Result
from textclean.report.html.sampling import mark
from textclean.report.visible import visible

KEPT, REMOVED, INSERTED, SKIPPED = "k", "d", "i", "g"

_ROOM = 6000
"""Bytes of text of one card. Enough for two screens; what is left out is counted."""
_KEPT_LONGEST = 160  # code points between two edits
_EDIT_LONGEST = 480
_EXAMPLE_LONGEST = 60
_AROUND = 18  # code points on either side of an example
_SAVING = 16
_NOTE = 160
_NAME = 200


class Change(NamedTuple):
    """An edit with what stood there, as a result and a trace both tell it. Spans are code points of the original."""

    start: int
    end: int
    before: str
    after: str
    rules: tuple[str, ...]
    note: str = ""


class Told(NamedTuple):
    """One document, as far as is known: a trace tells all but `original`, the text itself."""

    path: str
    record: int | None
    before: int
    after: int
    changes: Sequence[Change]
    original: str | None = None
    emptied: bool = False

    @property
    def mark(self) -> int:
        """What it is drawn by."""
        return mark(self.path, self.record)

    @property
    def touched(self) -> float:
        """The share of the text that edits touch, on the side where it is longer."""
        return min(1.0, sum(max(len(c.before), len(c.after)) for c in self.changes) / max(self.before, self.after, 1))

    @property
    def lost(self) -> float:
        """The share of the text that is gone; below 0 if it grew."""
        return 1 - self.after / self.before if self.before else 0.0


def told(result: Result, path: str, record: int | None) -> Told:
    """A document from what became of it."""
    text = result.original
    changes = [
        Change(edit.start, edit.end, text[edit.start : edit.end], edit.replacement, edit.rules, "; ".join(edit.notes))
        for edit in result.edits
    ]
    emptied = bool(text.strip()) and not result.text.strip()
    return Told(path, record, len(text), len(result.text), changes, text, emptied)


class Card(NamedTuple):
    """What is kept of a document. `pieces` are [kind, text] or, of an edit, [kind, text, note, *positions in `rules`]."""

    mark: int
    path: str
    record: int | None
    before: int
    after: int
    touched: float
    lost: float
    emptied: bool
    edits: int
    rules: list[str]
    pieces: list[list[Any]]
    unseen: int


def card(document: Told) -> Card:
    """The card of a document: what is drawn of it, and how many of its edits are not."""
    rules = sorted({rule for change in document.changes for rule in change.rules})
    pieces, unseen = _pieces(document, {rule: at for at, rule in enumerate(rules)})
    return Card(
        document.mark,
        drawn(document.path, _NAME),
        document.record,
        document.before,
        document.after,
        round(document.touched, 4),
        round(document.lost, 4),
        document.emptied,
        len(document.changes),
        [drawn(rule, _NAME) for rule in rules],
        pieces,
        unseen,
    )


def _pieces(document: Told, places: dict[str, int]) -> tuple[list[list[Any]], int]:
    out: list[list[Any]] = []
    room, at = _ROOM, 0
    for number, change in enumerate(document.changes):
        parts = list(_between(document, at, change.start))
        for kind, text in ((REMOVED, change.before), (INSERTED, change.after)):
            signed = [drawn(change.note, _NOTE), *(places[rule] for rule in change.rules)]
            parts += [piece if piece[0] == SKIPPED else [*piece, *signed] for piece in _cut(kind, text, _EDIT_LONGEST)]
        room -= sum(len(str(piece[1]).encode()) for piece in parts)
        if room < 0 and number:
            return out, len(document.changes) - number
        out += parts
        at = change.end
    out += _between(document, at, document.before)
    return out, 0


def _between(document: Told, start: int, end: int) -> Iterator[list[Any]]:
    """What was kept between two edits: its two ends, or only its length where the text is not known."""
    if start >= end:
        return
    if document.original is None:
        yield [SKIPPED, end - start]
    else:
        yield from _cut(KEPT, document.original[start:end], _KEPT_LONGEST)


def _cut(kind: str, text: str, longest: int) -> Iterator[list[Any]]:
    """A stretch of text as a piece, or as its two ends with the number of code points between them."""
    if len(text) <= longest + _SAVING:
        parts: list[str | int] = [text]
    else:
        parts = [text[: longest // 2], len(text) - longest // 2 * 2, text[-(longest // 2) :]]
    for part in parts:
        if isinstance(part, int):
            yield [SKIPPED, part]
        elif part:
            yield [kind, _lines(part, marked=kind != KEPT)]


def _lines(text: str, *, marked: bool) -> str:
    """Text with what cannot be seen drawn, and lines as lines; with `marked`, their ends, and blanks that stand alone, drawn too."""
    spaces = marked and not text.strip()
    return ("↵\n" if marked else "\n").join(visible(line, spaces=spaces) for line in text.split("\n"))


def drawn(text: str, longest: int) -> str:
    """One line of text for the page, with what cannot be seen drawn, cut behind `longest` code points."""
    return visible(text if len(text) <= longest else text[:longest] + "…")


class Example(NamedTuple):
    """An edit of a rule in its context, the one of its kind that is drawn first; `times` is how often this change was made."""

    mark: int
    left: str
    before: str
    after: str
    right: str
    note: str
    place: str
    together: list[str]
    times: int = 1


def example(document: Told, change: Change, rule: str) -> Example:
    """A change as an example of a rule."""
    left = right = ""
    if document.original is not None:
        left = document.original[max(0, change.start - _AROUND) : change.start]
        right = document.original[change.end : change.end + _AROUND]
    place = document.path if document.record is None else f"{document.path}:{document.record}"
    before, after = (_short(text) for text in (change.before, change.after))
    others = [drawn(other, _NAME) for other in change.rules if other != rule]
    return Example(
        document.mark, _beside(left), before, after, _beside(right), drawn(change.note, _NOTE), drawn(place, _NAME), others
    )


def _beside(text: str) -> str:
    return visible(text.replace("\n", "↵"))


def _short(text: str) -> str:
    if len(text) > _EXAMPLE_LONGEST + _SAVING:
        half = _EXAMPLE_LONGEST // 2
        text = f"{text[:half]} … {text[-half:]}"
    return visible(text, spaces=not text.strip())


def both(mine: Example, other: Example) -> Example:
    """Two examples of one change: the one that is drawn first, and the counts of both."""
    return min(mine, other, key=lambda one: (one.mark, one.place, one.left))._replace(times=mine.times + other.times)
