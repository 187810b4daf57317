"""Which of many patterns a line could match at all, for all lines of a text in one look. Knows no pattern and no site.

A line that matches a pattern holds what the pattern asks for: of `(?:分享|转发)(?:到|至)` 分享 or 转发. What that is, is read off the
pattern itself (`asked`), as a set of strings of one or two characters of which at least one must be there. A table over characters
and one over pairs of neighbours then tell for every line which sets it touches. None is kept back that matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textclean.han.codes import CODE_POINTS, Codes

try:  # The parser of `re` has no public name. Where it should be gone one day, every line is a candidate.
    from re import _constants as _op  # type: ignore[attr-defined]
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover
    _parser = None

Asked = frozenset[str]

_WIDEST = 64  # characters of a class that is still listed
_BLOCK = 1 << 16
_MOST = 256  # pairs of two classes in a row that are still listed
# How often a string stands in a line of ordinary text, roughly: what a pattern asks for is the rarest it can be.
_OF_MARK, _OF_CHARACTER, _OF_PAIR = 0.1, 0.005, 0.0002


def asked(pattern: re.Pattern[str]) -> Asked | None:
    """Strings of which every text that the whole pattern matches holds at least one; None where that cannot be told.

    >>> sorted(asked(re.compile("(?:分享|转发)[到至].*")))
    ['分享', '转发']
    >>> asked(re.compile(".*"))
    """
    if _parser is None:  # pragma: no cover
        return None
    any_case = bool(pattern.flags & re.IGNORECASE)
    return min(_sets(_parser.parse(pattern.pattern, pattern.flags), any_case), key=_frequency, default=None)


def _frequency(strings: Asked) -> tuple[float, list[str]]:
    """How often any of the strings is met; the strings break ties, so that a table is the same every time."""
    share = sum(_OF_PAIR if len(s) == 2 else _OF_CHARACTER if ord(s) > 0x2E80 else _OF_MARK for s in strings)
    return share, sorted(strings)


def _sets(items: Iterable[tuple[Any, Any]], any_case: bool) -> Iterator[Asked]:
    """Sets of a sequence: each must be met."""
    before: Asked = frozenset()
    for op, value in items:
        here = _class(op, value, any_case)
        if here:
            yield here
            if before and len(before) * len(here) <= _MOST:
                yield frozenset(a + b for a in before for b in here)
        else:
            yield from _inside(op, value, any_case)
        before = here


def _class(op: Any, value: Any, any_case: bool) -> Asked:
    """The characters for one of which an element stands; none where they are too many to list."""
    if op is _op.LITERAL:
        char = chr(value)
        return frozenset({char, char.lower(), char.upper()} if any_case else {char})
    if op is _op.SUBPATTERN and len(value[3]) == 1:
        inner, what = value[3][0]
        return _class(inner, what, any_case or bool(value[1] & re.IGNORECASE))
    if op is not _op.IN or any_case:
        return frozenset()
    found: set[str] = set()
    for kind, what in value:
        if kind is _op.LITERAL:
            found.add(chr(what))
        elif kind is _op.RANGE and what[1] - what[0] < _WIDEST:
            found.update(map(chr, range(what[0], what[1] + 1)))
        else:
            return frozenset()
    return frozenset(found)


def _inside(op: Any, value: Any, any_case: bool) -> Iterator[Asked]:
    """Sets of an element that holds others."""
    if op is _op.BRANCH:
        each = [min(_sets(branch, any_case), key=_frequency, default=None) for branch in value[1]]
        known = [one for one in each if one is not None]
        if len(known) == len(each):
            yield frozenset().union(*known)
    elif op is _op.SUBPATTERN:
        yield from _sets(value[3], any_case or bool(value[1] & re.IGNORECASE))
    elif op is _op.ATOMIC_GROUP:
        yield from _sets(value, any_case)
    elif op is _op.ASSERT and value[0] == 1:
        yield from _sets(value[1], any_case)
    elif op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT) and value[0] > 0:
        yield from _sets(value[2], any_case)


class PairTable:
    """A number for each of some pairs of neighbours, and for single characters; 0 for all others."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._of_character = np.zeros(CODE_POINTS, np.uint16)
        self._first = np.zeros(CODE_POINTS, np.uint16)
        self._second = np.zeros(CODE_POINTS, np.uint16)
        pairs = {string: number for string, number in numbers.items() if len(string) == 2}
        sides = [{c: k for k, c in enumerate(sorted({pair[side] for pair in pairs}), 1)} for side in (0, 1)]
        self._of_pair = np.zeros((len(sides[0]) + 1, len(sides[1]) + 1), np.uint16)
        for table, side in zip((self._first, self._second), sides, strict=True):
            table[[ord(c) for c in side]] = list(side.values())
        for string, number in numbers.items():
            if len(string) == 1:
                self._of_character[ord(string)] = number
            else:
                self._of_pair[sides[0][string[0]], sides[1][string[1]]] = number

    def found(self, codes: Codes) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        """Where characters and pairs with a number stand (a pair where it begins), and the numbers; in no order."""
        # In blocks that share a character, for what is looked up takes many times the room of the text.
        blocks = [(start, *self._found(codes[start : start + _BLOCK + 1])) for start in range(0, max(len(codes) - 1, 1), _BLOCK)]
        return np.concatenate([start + at for start, at, _ in blocks]), np.concatenate([numbers for _, _, numbers in blocks])

    def _found(self, codes: Codes) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        single = self._of_character.take(codes)
        at = np.flatnonzero(single != 0)
        first = self._first.take(codes[:-1])
        begins = np.flatnonzero(first != 0)
        pairs = self._of_pair[first[begins], self._second.take(codes[begins + 1])]
        is_pair = pairs > 0
        return np.concatenate((at, begins[is_pair])), np.concatenate((single[at], pairs[is_pair]))


class Screen:
    """Which of many sets of strings the lines of a text touch: most characters are in none, and begin no pair of any."""

    def __init__(self, sets: Sequence[Asked | None]) -> None:
        self._always = [number for number, strings in enumerate(sets) if strings is None]
        touching: dict[str, list[int]] = {}
        for number, strings in enumerate(sets):
            for string in strings or ():
                touching.setdefault(string, []).append(number)
        self._touched = [(), *sorted({tuple(numbers) for numbers in touching.values()})]
        place = {numbers: k for k, numbers in enumerate(self._touched)}
        self._table = PairTable({string: place[tuple(numbers)] for string, numbers in touching.items()})

    def candidates(self, codes: Codes, starts: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """(number of a stretch, numbers of the sets it touches) for the stretches that begin at `starts` and touch any."""
        if not len(starts):
            return
        at, told = self._table.found(codes)
        # One event for each stretch and each combination of sets: `,` in every other place says nothing new.
        events = np.unique((np.searchsorted(starts, at, "right") - 1) * len(self._touched) + told)
        touched: dict[int, set[int]] = {k: set(self._always) for k in range(len(starts))} if self._always else {}
        for event in events.tolist():
            stretch, combination = divmod(event, len(self._touched))
            touched.setdefault(stretch, set()).update(self._touched[combination])
        for stretch, numbers in sorted(touched.items()):
            if stretch >= 0:
                yield stretch, sorted(numbers)
