"""Which of many patterns a line could match at all, for all lines of a text in one look. Knows no pattern and no site.

A line that matches a pattern holds what the pattern asks for: of `(?:分享|转发)(?:到|至)` 分享 or 转发. What that is, is read off the
pattern itself (`need`), as sets of strings of one or two characters, of each of which at least one must be there, and as a number
of characters. A table over characters and one over pairs of neighbours then tell for every line which sets it touches. None is kept
back that matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean.han.codes import CODE_POINTS, Codes

try:  # The parser of `re` has no public name. Where it should be gone one day, every line is a candidate.
    from re import _constants as _op  # type: ignore[attr-defined]
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover
    _parser = None

_ENDLESS = 2**31 - 1

METHOD = 1
"""To be raised with every change of what `need` reads off an expression: what ships is told by it."""

Asked = frozenset[str]


class Need(NamedTuple):
    """What a line must have that a whole pattern matches: of each set one string at least, and so many code points."""

    sets: tuple[Asked, ...]
    least: int = 0
    most: int = _ENDLESS


_WIDEST = 64  # characters of a class that is still listed
_BLOCK = 1 << 16
_LINES = 256  # lines of a block
_MOST = 256  # pairs of two classes in a row that are still listed
# How often a string stands in a line of ordinary text, roughly: what a pattern asks for is the rarest it can be.
_OF_MARK, _OF_CHARACTER, _OF_PAIR = 0.1, 0.005, 0.0002
_SETS = 3  # of one need at most
_TELLING = 0.5  # share of lines that have one of a set, up to which it is worth asking for besides


def need(pattern: str) -> Need:
    """What every text has that the whole pattern matches; nothing at all where that cannot be told. Raises `re.error`.

    >>> found = need("(?:分享|转发)[到至].{2,8}")
    >>> [sorted(one) for one in found.sets], found.least, found.most
    ([['分享', '转发'], ['到', '至']], 5, 11)
    >>> need(".*").sets
    ()
    """
    if _parser is None:  # pragma: no cover
        return Need(())
    parsed = _parser.parse(pattern)
    least, most = parsed.getwidth()
    chosen: list[Asked] = []
    for one in sorted(set(_sets(parsed, bool(parsed.state.flags & re.IGNORECASE))), key=_frequency):
        known = {character for other in chosen for string in other for character in string}
        # What a set before asks for says the same again.
        if len(chosen) < _SETS and not known & set("".join(one)) and (not chosen or _frequency(one)[0] <= _TELLING):
            chosen.append(one)
    return Need(tuple(chosen), least, min(most, _ENDLESS))


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
        # Most characters begin some pair, and hardly any two neighbours are one: that is told by a table small enough to stay near.
        self._may_be = np.zeros(1 << _BITS, np.bool_)
        self._may_be[_hashed(*(np.array([ord(pair[side]) for pair in pairs], np.uint32) for side in (0, 1)))] = True

    def found(self, codes: Codes) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        """Where characters and pairs with a number stand (a pair where it begins), and the numbers; in no order."""
        # In blocks that share a character, for what is looked up takes many times the room of the text.
        blocks = [(start, *self._found(codes[start : start + _BLOCK + 1])) for start in range(0, max(len(codes) - 1, 1), _BLOCK)]
        return np.concatenate([start + at for start, at, _ in blocks]), np.concatenate([numbers for _, _, numbers in blocks])

    def _found(self, codes: Codes) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        single = self._of_character.take(codes)
        at = np.flatnonzero(single != 0)
        begins = self._may_be.take(_hashed(codes[:-1], codes[1:])).nonzero()[0]
        pairs = self._of_pair[self._first.take(codes.take(begins)), self._second.take(codes.take(begins + 1))]
        is_pair = pairs > 0
        return np.concatenate((at, begins[is_pair])), np.concatenate((single[at], pairs[is_pair]))


_BITS = 16
_A, _B = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)  # odd, and half of their bits set


def _hashed(first: Codes, second: Codes) -> Codes:
    """A number of `_BITS` bits for each two neighbours."""
    hashes: Codes = first * _A
    hashes += second * _B
    hashes >>= np.uint32(32 - _BITS)
    return hashes


class Screened(NamedTuple):
    """What a screen tells of some lines."""

    needs: list[tuple[int, int]]
    """(number of a line, number of a need that it has), ordered."""
    counted: NDArray[np.int64]
    """How many of the counted strings begin in each line."""


class Screen:
    """Which of many needs the lines of a text have, and how many of some strings: most characters are in none, and begin no pair of any."""

    def __init__(self, asked: Iterable[Need], counted: Asked) -> None:
        needs = list(asked)
        self._least = np.array([need.least for need in needs], np.int64)
        self._most = np.array([need.most for need in needs], np.int64)
        sets = list(dict.fromkeys(one for need in needs for one in need.sets))
        number = {one: k for k, one in enumerate(sets, 1)}  # 0 is met by every line
        depth = max(len(need.sets) for need in needs)
        padded = [[number[one] for one in need.sets] + [0] * (depth - len(need.sets)) for need in needs]
        self._asked = np.array(padded, np.intp).T
        touching: dict[str, list[int]] = {string: [] for string in counted}
        for one in sets:
            for string in one:
                touching.setdefault(string, []).append(number[one])
        # Strings that are alike in the sets they are of, and in whether they are counted, have one number.
        alike = sorted({(string in counted, tuple(numbers)) for string, numbers in touching.items()})
        place = {like: k for k, like in enumerate(alike, 1)}
        self._is_counted = np.array([False, *(is_counted for is_counted, _ in alike)])
        # The sets of all numbers, one after the other, and where those of each end.
        self._sets = np.array([k for _, numbers in alike for k in numbers], np.intp)
        self._ends = np.cumsum([0, *(len(numbers) for _, numbers in alike)])
        self._width = len(sets) + 1
        self._table = PairTable({string: place[string in counted, tuple(numbers)] for string, numbers in touching.items()})

    def screen(self, codes: Codes, starts: Sequence[int], lengths: Sequence[int]) -> Screened:
        """What can be told of the lines that begin at `starts`, and that have `lengths` without the blanks round them."""
        begins, long = np.array(starts, np.intp), np.array(lengths, np.int64)
        needs: list[tuple[int, int]] = []
        counted = np.zeros(len(begins), np.int64)
        # In blocks of lines, for what the lines have is a table of lines and sets.
        for first in range(0, len(begins), _LINES):
            block = slice(first, first + _LINES)
            start, end = begins[first], begins[first + _LINES] if first + _LINES < len(begins) else len(codes)
            has, counted[block] = self._screened(codes[start:end], begins[block] - start, long[block])
            of_line, of_need = np.nonzero(has)
            needs += zip((of_line + first).tolist(), of_need.tolist(), strict=True)
        return Screened(needs, counted)

    def _screened(
        self, codes: Codes, begins: NDArray[np.intp], long: NDArray[np.int64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which of some lines, one a row, have which of the needs, one a column; and the counts of the lines."""
        at, told = self._table.found(codes)
        line = begins.searchsorted(at, "right") - 1
        ends = self._ends.take(told)
        each = ends - self._ends.take(told - 1)
        # For every string the numbers of its sets, one after the other.
        held = np.repeat(ends - np.cumsum(each), each) + np.arange(each.sum())
        met = np.zeros((len(begins), self._width), np.bool_)
        met[np.repeat(line, each), self._sets.take(held)] = True
        met[:, 0] = True
        has = (long[:, None] >= self._least) & (long[:, None] <= self._most)
        for asked in self._asked:
            has &= met.take(asked, axis=1)
        return has, np.bincount(line[self._is_counted.take(told)], minlength=len(begins))
