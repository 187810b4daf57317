"""Cleaner, CharacterMap and how either is run to rest. Knows no cleaner by name, no configuration and no file."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textclean.core.edit import Edit, Finding, Hit, apply
from textclean.core.protect import outside
from textclean.core.result import Pass, Result
from textclean.core.view import View, view_of

if TYPE_CHECKING:
    from textclean.core.pipeline import Pipeline

ROUNDS = 8
"""Rounds over the list before cleaners that are still at work are taken to be fighting. Shipped presets need two."""

Span = tuple[int, int]


class Safety(enum.StrEnum):
    """What an edit may cost."""

    SAFE = "safe"  # the meaning is kept
    LOSSY = "lossy"  # content is removed, or several forms become one
    GUESS = "guess"  # the text is inferred


class Cleaner:
    """One named improvement of a text. Subclasses are frozen dataclasses, whose fields are the options, and write `find`.

    name     `room.noun`, the name signed on its edits
    safety   what its edits may cost
    after    names (or rooms) that must come before it, if they are in the pipeline at all
    enters   kinds of protected spans (`core.protect.KINDS`) that it may change
    rules    for a cleaner that holds several rules: the last part of each name, and its promise in a sentence

    A cleaner is called with a string and gives a string; `run` gives the edits too. It is repeated until it finds nothing
    more, so `clean(clean(text)) == clean(text)` for every cleaner and every text.
    """

    name: ClassVar[str] = ""
    safety: ClassVar[Safety] = Safety.GUESS
    after: ClassVar[tuple[str, ...]] = ()
    enters: ClassVar[frozenset[str]] = frozenset()
    rules: ClassVar[Mapping[str, str]] = {}

    def find(self, view: View) -> Iterator[Hit]:
        """The spans of `view` that should become something else, or are worth a report. Must not change anything."""
        raise TypeError(f"{type(self).__name__} has no find(): a cleaner must say what it finds")

    def versions(self) -> Mapping[str, str]:
        """The tables the cleaner reads, with their versions: part of the fingerprint, never read otherwise."""
        return {}

    @property
    def steps(self) -> tuple[Cleaner, ...]:
        """The cleaners to be run, in order: itself, or those of a pipeline."""
        return (self,)

    @property
    def disabled(self) -> tuple[str, ...]:
        """Names, or beginnings of names, of rules whose hits are dropped."""
        return ()

    @property
    def options(self) -> dict[str, Any]:
        """The options by name, as they are set."""
        return {f.name: getattr(self, f.name) for f in fields(self)} if is_dataclass(self) else {}

    def __call__(self, text: str) -> str:
        """`text`, cleaned; the very same object if there was nothing to do."""
        return self.run(text).text

    def run(self, text: str) -> Result:
        """Clean `text` and tell what was done. Raises TypeError for anything but a `str`."""
        if not isinstance(text, str):
            raise TypeError(_not_text(text))
        steps = self.steps
        view = view_of(text)
        passes: list[Pass] = []
        seen: dict[int, tuple[Finding, ...]] = {}
        quiet = 0
        # Rest is reached when every cleaner in turn has had nothing to do: the round that verifies ends early.
        for turn in range(ROUNDS * len(steps)):
            if quiet == len(steps):
                break
            at = turn % len(steps)
            done, seen[at] = steps[at].turn(view, turn // len(steps) + 1, self.disabled)
            if done is None:
                quiet += 1
            else:
                quiet = 0
                passes.append(done)
                view = view.then(done.after)
        if quiet < len(steps):
            last = passes[-1].round
            fighting = tuple(dict.fromkeys(p.cleaner for p in passes if p.round == last))
            return Result(text, text, converged=False, fighting=fighting)
        findings = tuple(sorted(finding for found in seen.values() for finding in found))
        return Result(text, passes[-1].after if passes else text, tuple(passes), findings)

    def turn(self, view: View, round: int, disabled: tuple[str, ...]) -> tuple[Pass | None, tuple[Finding, ...]]:
        """One turn at a text: the pass if it changed something, and the findings."""
        hits = sorted(self.find(view), key=_place)
        if not hits:
            return None, ()
        edits: list[Edit] = []
        findings: list[Finding] = []
        forbidden = Forbidden(view.fact(outside(self.enters)))
        for hit in hits:
            start, end, replacement, rule, note = hit
            full = f"{self.name}.{rule}" if rule else self.name
            if disabled and covers(disabled, full):
                continue
            if not 0 <= start <= end <= len(view):
                raise IndexError(f"{full} found {start}:{end} in a text of {len(view)} code points")
            if replacement is None:
                findings.append(Finding(start, end, full, note))
            # Where two hits overlap the earlier one goes first; the later is found again if it still holds.
            elif (not edits or start >= edits[-1].end) and view[start:end] != replacement and not forbidden.touch(start, end):
                edits.append(Edit(start, end, replacement, (full,), (note,) if note else ()))
        if not edits:
            return None, tuple(findings)
        return Pass(self.name, round, view.plain, apply(view, edits), tuple(edits)), tuple(findings)

    def __or__(self, other: Cleaner) -> Pipeline:
        from textclean.core.pipeline import Pipeline  # a pipeline is a cleaner, so its module imports this one

        return Pipeline((self, other))


class CharacterMap(Cleaner):
    """A cleaner that never changes the length: it writes `map`, and its edits are found by comparing, when asked for."""

    def map(self, view: View) -> str:
        """The text with each character as it should be; `view` itself if there is nothing to do."""
        raise TypeError(f"{type(self).__name__} has no map(): a character map must say what it gives")

    def turn(self, view: View, round: int, disabled: tuple[str, ...]) -> tuple[Pass | None, tuple[Finding, ...]]:
        if disabled and covers(disabled, self.name):
            return None, ()
        mapped = self.map(view)
        if mapped is view:
            return None, ()
        if len(mapped) != len(view):
            raise IndexError(f"{self.name} changed the length of a text from {len(view)} to {len(mapped)} code points")
        mapped = _restored(view, mapped, view.fact(outside(self.enters)))
        return (None if mapped == view else Pass(self.name, round, view.plain, mapped)), ()


def covers(prefixes: Iterable[str], name: str) -> bool:
    """True if `name` is one of `prefixes` or stands below one, dot by dot.

    >>> covers(["debris.banner"], "debris.banner.share"), covers(["debris.ban"], "debris.banner")
    (True, False)
    """
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


class Forbidden:
    """Ordered spans that no edit may touch; asked in ascending order, so that all questions together cost one walk."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self._spans = spans
        self._at = 0

    def touch(self, start: int, end: int) -> bool:
        """True if the edit shares a character with a span, or inserts inside one. `start` must not fall from call to call."""
        spans = self._spans
        while self._at < len(spans) and spans[self._at][1] <= start:
            self._at += 1
        return self._at < len(spans) and spans[self._at][0] < end and start < spans[self._at][1]


def _restored(before: str, after: str, spans: Iterable[Span]) -> str:
    """`after` with the given spans as they were in `before`."""
    parts = []
    done = 0
    for start, end in spans:
        parts += [after[done:start], before[start:end]]
        done = end
    return "".join(parts) + after[done:] if parts else after


def _not_text(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return f"textclean cleans str, not {type(value).__name__}: decode it first, for example data.decode('utf-8')"
    return f"textclean cleans str, not {type(value).__name__}"
