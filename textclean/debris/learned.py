"""debris.learned: what a file of patterns names, which `textclean learn` wrote and somebody read. Knows the file, not the corpus."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.errors import ConfigError
from textclean.core.lazy import lazy_compile
from textclean.core.protect import KINDS, Span, protected
from textclean.core.view import View
from textclean.debris._patterns import LONGEST_LINE, Pattern, line_key, parsed, part_key
from textclean.han.fold import fold, folded
from textclean.han.lines import Line, written_lines

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

_LONGEST_SLOT = 80  # characters that a * stands for at most
_FEW_CHARACTERS = 20_000  # of all strings together
_WORD = lazy_compile("[A-Za-z0-9]")


@dataclass(frozen=True)
class Learned(Cleaner):
    """Remove what a file of patterns names: lines, blocks of lines, running heads, and strings inside sentences.

    What one site adds to all its pages, and no other does, no table can hold. `textclean learn` finds it in a corpus and writes a
    file, which a person reads; the patterns that are left switched on there are removed here. Lines are compared folded (width,
    script, marks, digits and dates), at their place; strings inside are found as they are written, in either script and width.
    Without a file nothing is removed.

    Stay: patterns with `apply = false`; a line elsewhere than where the pattern says; a line of a block without another line of
    it beside it; a text of nothing but such lines; strings that are a part of a longer Latin word or address.
    """

    name: ClassVar[str] = "debris.learned"
    safety: ClassVar[Safety] = Safety.LOSSY
    # Footers hold addresses; inside lines `_may_go` looks after protected spans.
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "line": "A line of the site goes from its place.",
        "block": "Lines of a block go where at least two of them stand together.",
        "head": "A running head goes wherever it stands.",
        "inside": "A string of the site goes from inside a line.",
    }

    patterns: str = ""

    def __post_init__(self) -> None:
        # Read when it is named: a fault is told before anything is cleaned, and a worker sees that it reads the same.
        object.__setattr__(self, "_digest", _digest(_read(self.patterns)) if self.patterns else "")
        self._table()

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._table()

    def _table(self) -> Table:
        return _table(self.patterns, self.__dict__["_digest"])

    def versions(self) -> dict[str, str]:
        return {"patterns": self.__dict__["_digest"]} if self.patterns else {}

    def find(self, view: View) -> Iterator[Hit]:
        if not self.patterns:
            return
        table = self._table()
        yield from _line_hits(view, table)
        for start, end, pattern in table.strings(view):
            yield Hit(start, end, "", "inside", pattern.told)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise ConfigError(f"patterns: {path} cannot be read: {getattr(error, 'strerror', '') or error}") from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=8)
def _table(path: str, digest: str) -> Table:
    if not path:
        return Table(())
    data = _read(path)
    if _digest(data) != digest:
        raise ConfigError(f"patterns: {path} was changed since the run began; begin it anew")
    return Table(parsed(data, path))


class Table:
    """Patterns made ready: folded lines in dictionaries, strings in one automaton.

    >>> Table([Pattern("inside", ("某某文库",))]).strings(View("春天某某文庫来了"))[0][:2]
    (2, 6)
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._whole: dict[str, list[Pattern]] = defaultdict(list)
        self._begins: dict[str, list[tuple[str, Pattern]]] = defaultdict(list)
        self._ends: dict[str, list[Pattern]] = defaultdict(list)
        self._literals: dict[str, Pattern] = {}
        for pattern in patterns:
            for text in pattern.texts:
                self._add(text, pattern)
        self._head_lengths = sorted({len(key) for key in self._begins}, reverse=True)
        self._tail_lengths = sorted({len(key) for key in self._ends}, reverse=True)
        self.has_lines = bool(self._whole or self._begins or self._ends)
        self._automaton: BytesAhoCorasick | None = None
        self._strings: list[str] = []

    def _add(self, text: str, pattern: Pattern) -> None:
        if pattern.kind == "inside":
            if pattern.apply:
                self._literals.setdefault(fold(text), pattern)
            return
        begin, star, end = text.partition("*")
        if not star:
            self._whole[line_key(text)].append(pattern)
        elif part_key(begin):
            self._begins[part_key(begin)].append((part_key(end), pattern))
        else:
            self._ends[part_key(end)].append(pattern)

    def of_line(self, text: str) -> list[Pattern]:
        """The patterns whose line this is, wherever it stands."""
        if len(text) > LONGEST_LINE:
            return []
        key = line_key(text)
        found = list(self._whole.get(key, ()))
        for length in self._head_lengths:
            for end, pattern in self._begins.get(key[:length], ()) if length <= len(key) else ():
                if key[length:].endswith(end) and len(key) - length - len(end) <= _LONGEST_SLOT:
                    found.append(pattern)
        for length in self._tail_lengths:
            if length < len(key) <= length + _LONGEST_SLOT:
                found += self._ends.get(key[-length:], ())
        return found

    def strings(self, view: View) -> list[tuple[int, int, Pattern]]:
        """The strings inside, in order, each as long as it must be so that nothing is left that only its removal made."""
        if not self._literals:
            return []
        text = view.fact(folded)
        found = [(start, end, self._literals[self._strings[k]]) for k, start, end in self._scan(text)]
        found = [hit for hit in found if _may_go(view, *hit[:2])]
        return list(self._swallowed(text, found))

    def _scan(self, text: str) -> list[tuple[int, int, int]]:
        """(number of the string, start, end) of each place, in code points; where two begin alike, the longer one."""
        found = []
        at = 0
        for number, _, _ in self._ready().find_matches_as_indexes(text.encode("utf-8", "surrogatepass")):
            # Told in bytes; in code points it is where the string first stands behind the last place, or that would be this one.
            start = text.find(self._strings[number], at)
            at = start + len(self._strings[number])
            found.append((number, start, at))
        return found

    def _ready(self) -> BytesAhoCorasick:
        if self._automaton is None:
            from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind  # only who brings a file pays for it

            # The fastest form takes more than a kilobyte of memory for each character.
            form = Implementation.DFA if sum(map(len, self._literals)) <= _FEW_CHARACTERS else None
            self._strings = list(self._literals)
            strings = [text.encode("utf-8", "surrogatepass") for text in self._strings]
            self._automaton = BytesAhoCorasick(strings, matchkind=MatchKind.LeftmostLongest, implementation=form)
        return self._automaton

    def _swallowed(self, text: str, found: Sequence[tuple[int, int, Pattern]]) -> Iterator[tuple[int, int, Pattern]]:
        """Where cutting one string out would make another of what stood on both sides, that goes with it."""
        longest = max(map(len, self._literals)) - 1
        done: list[tuple[int, int, Pattern]] = []
        for start, end, pattern in found:
            if done and start < done[-1][1]:
                continue
            while True:
                kept = _kept_before(done, start, longest)
                left = "".join(text[k] for k in kept)
                crossing = [(a, b) for _, a, b in self._scan(left + text[end : end + longest]) if a < len(left) < b]
                if not crossing:
                    break
                a, b = crossing[0]
                start, end = kept[a], end + b - len(left)
                while done and done[-1][1] > start:
                    done.pop()
            done.append((start, end, pattern))
        yield from done


def _kept_before(done: Sequence[tuple[int, int, Pattern]], start: int, wanted: int) -> list[int]:
    """The positions of the last characters before `start` that are not cut out."""
    kept: list[int] = []
    at, k = start, len(done) - 1
    while at > 0 and len(kept) < wanted:
        while k >= 0 and done[k][1] == at:
            at, k = done[k][0], k - 1
        if at > 0:
            at -= 1
            kept.append(at)
    return kept[::-1]


def _may_go(view: View, start: int, end: int) -> bool:
    """False for a part of a Latin word, or of a protected span that is not wholly inside."""
    if start and _WORD.match(view[start]) and _WORD.match(view[start - 1]):
        return False
    if end < len(view) and _WORD.match(view[end - 1]) and _WORD.match(view[end]):
        return False
    return not view.fact(_touched).partly(start, end)


class _Touched:
    """The protected spans of a text, asked for those that a place touches without holding them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._starts = [span.start for span in spans]
        self._ends = [span.end for span in spans]
        self._farthest = list(accumulate(self._ends, max))

    def partly(self, start: int, end: int) -> bool:
        """True if a span shares a character with the place, and has one outside it."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return (first > 0 and self._farthest[first - 1] > start) or any(stop > end for stop in self._ends[first:last])


def _touched(view: View) -> _Touched:
    return _Touched(view.fact(protected))


def _line_hits(view: View, table: Table) -> Iterator[Hit]:
    if not table.has_lines:
        return
    written = view.fact(written_lines)
    having = [table.of_line(line.text) for line in written]
    told = placed(having) if any(having) else {}
    if not told or len(told) == len(written):
        return  # a text of nothing else is what it is
    bottom = len(written)
    while bottom - 1 in told:
        bottom -= 1
    for k, pattern in sorted(told.items()):
        start, end = _with_break(view, written, k, at_bottom=k >= bottom)
        yield Hit(start, end, "", pattern.kind, pattern.told)


def _with_break(view: View, written: Sequence[Line], k: int, *, at_bottom: bool) -> tuple[int, int]:
    """A line goes with its newline; at the bottom of a text with the one above, so that a final newline stays."""
    return (written[k - 1].end, written[k].end) if at_bottom else (written[k].start, min(written[k].end + 1, len(view)))


def placed(having: Sequence[Sequence[Pattern]]) -> Mapping[int, Pattern]:
    """Which of a text's written lines go, and by which pattern: those that stand where their pattern says.

    How far from an end a line stands is counted in lines that are no pattern's, not even one that is switched off: so it is the
    same whichever patterns are on, and whatever was removed.
    """
    told: dict[int, Pattern] = {}
    above, below = _own(having), _own(having[::-1])[::-1]
    before = -1
    while len(told) > before:
        # A line that goes may be the company of which a line of a block was in want.
        before = len(told)
        for k, patterns in enumerate(having):
            if k not in told:
                fit = next((p for p in patterns if _stands(p, above[k], below[k]) and _in_company(p, having, told, k)), None)
                if fit:
                    told[k] = fit
    return told


def _own(having: Sequence[Sequence[Pattern]]) -> list[int]:
    """For each line, how many lines of the text's own stand before it."""
    return list(accumulate((not patterns for patterns in having), initial=0))[:-1]


def _stands(pattern: Pattern, above: int, below: int) -> bool:
    passed = {"head": above, "tail": below}
    return pattern.apply and (pattern.where == "anywhere" or passed[pattern.where] <= pattern.within)


def _in_company(pattern: Pattern, having: Sequence[Sequence[Pattern]], told: Mapping[int, Pattern], k: int) -> bool:
    """True but for a line of a block with neither another line of the block nor one that goes beside it."""
    if pattern.kind != "block":
        return True
    return any(0 <= beside < len(having) and (beside in told or pattern in having[beside]) for beside in (k - 1, k + 1))
