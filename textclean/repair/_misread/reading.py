"""The likeliest reading of bytes of which some are unknown: a walk through a lattice. Knows no encoding's damage and no cleaner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean.data.counts import DIGITS, LATIN, OTHER, counts
from textclean.han.model import places, steps

Bytes = tuple[tuple[int, float], ...]
"""What a byte may have been, each with its cost in bits; one alone, at no cost, for a byte that is known."""
Option = tuple[tuple[Bytes, ...], float]
"""A string of such bytes that a place of the source may stand for, and its cost."""

_AHEAD = 4  # places that are added beyond the one that is read: a character of UTF-8 takes three bytes, each perhaps a place
_BEAM = 12  # readings that are followed at once; more change nothing measurable
_MARKS = {
    **dict.fromkeys("，", 1.3), **dict.fromkeys("。", 1.8), **dict.fromkeys("、", 3.2), **dict.fromkeys("：“”", 4.0),
    **dict.fromkeys("；？！《》（）…", 5.0), **dict.fromkeys("—「」‘’·", 6.5), **dict.fromkeys("『』【】〈〉〔〕％　", 9.0),
}  # fmt: skip
"""Bits of the marks among themselves: the counts know them only as one stand-in."""
_ODD = 14.0  # any other sign: Cyrillic, kana, arrows and the like seldom stand where a byte is in doubt
_WIDE = 9.0  # letters and figures in full width
_PRIVATE = 24.0
_STRAY = 8.0  # a comma and its like before the end of a line
_CLOSING = 3.0  # and the other way round for a full stop
_AFTER_MARK = 3.0  # a mark behind a mark: the counts have runs of them as one


class Reading(NamedTuple):
    """The text that was read, and how many places of the source were used for it."""

    text: str
    used: int


class Lattice:
    """Bytes in a row, with branches where the source allows several; `ends` has the nodes at which a source place ends.

    The places of `source` are added as far as they are read: of the rest of a long line that is mostly little.
    """

    def __init__(self, source: Iterable[list[Option]] = ()) -> None:
        self.arcs: list[list[tuple[Bytes, int]]] = [[]]
        self.ends: dict[int, int] = {0: 0}
        self._source = iter(source)
        self._last = [0] * _AHEAD  # nodes at which the latest places begin

    def add(self, options: list[Option], so_far: int = 0) -> None:
        """One more place of the source: the byte strings it may stand for, each with its cost; `so_far` counts places, if not one by one."""
        start = len(self.arcs) - 1
        self._last = [*self._last[1:], start]
        inner = sum(len(string) - 1 for string, _ in options)
        end = start + inner + 1
        free = start + 1
        self.arcs += [[] for _ in range(inner + 1)]
        for string, cost in options:
            at = start
            for k, values in enumerate(string):
                into = end if k == len(string) - 1 else free
                free += into != end
                self.arcs[at].append((tuple((v, c + cost) for v, c in values) if k == 0 and cost else values, into))
                at = into
        self.ends[end] = so_far or len(self.ends)

    def reaches(self, node: int) -> bool:
        """True if there is such a node; then all that a character from it on can ask for is there, and the last node is told from it."""
        while self._last[0] <= node and (options := next(self._source, None)) is not None:
            self.add(options)
        return node < len(self.arcs)


Edge = tuple[int, list[int], list[float]]
"""To which node, which characters (as code points), at what cost each."""
Decoder = Callable[[Lattice, int], Iterator[Edge]]


def utf8(lattice: Lattice, node: int) -> Iterator[Edge]:
    """The characters that UTF-8 can have at a node."""
    for first, after in lattice.arcs[node]:
        for lead, cost in first:
            if lead < 0x80:
                yield after, [lead], [cost]
            elif 0xC2 <= lead <= 0xDF:
                for second, end in lattice.arcs[after]:
                    tails = [((lead & 0x1F) << 6 | b & 0x3F, cost + c) for b, c in second if 0x80 <= b < 0xC0]
                    yield end, [code for code, _ in tails], [c for _, c in tails]
            elif 0xE0 <= lead <= 0xEF:
                yield from _three(lattice, lead, cost, after)


def _three(lattice: Lattice, lead: int, cost: float, node: int) -> Iterator[Edge]:
    for second, between in lattice.arcs[node]:
        for third, end in lattice.arcs[between]:
            codes, costs = [], []
            for b, c in second:
                if not 0x80 <= b < 0xC0:
                    continue
                high = (lead & 0xF) << 12 | (b & 0x3F) << 6
                if high < 0x800 or 0xD800 <= high < 0xE000:
                    continue
                for b3, c3 in third:
                    if 0x80 <= b3 < 0xC0:
                        codes.append(high | b3 & 0x3F)
                        costs.append(cost + c + c3)
            yield end, codes, costs


def gbk(lattice: Lattice, node: int) -> Iterator[Edge]:
    """The characters that GBK can have at a node."""
    table = pairs()
    for first, after in lattice.arcs[node]:
        for lead, cost in first:
            if lead < 0x80:
                yield after, [lead], [cost]
            elif 0x81 <= lead <= 0xFE:
                for second, end in lattice.arcs[after]:
                    tails = [(table[lead << 8 | b], cost + c) for b, c in second]
                    tails = [(code, c) for code, c in tails if code]
                    yield end, [code for code, _ in tails], [c for _, c in tails]


@cache
def pairs() -> list[int]:
    """What two bytes are in GBK, at lead * 256 + trail; 0 where GB 18030 has nothing but a private-use character."""
    table = [0] * 65536
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                table[lead << 8 | trail] = ord(bytes((lead, trail)).decode("gbk"))
            except UnicodeDecodeError:
                continue
    return table


class _State(NamedTuple):
    score: float
    code: int
    place: int
    back: _State | None
    node: int


def read(lattice: Lattice, decoder: Decoder, before: str = "", after: str = "") -> Reading:
    """The likeliest text of the lattice, as far as it can be read at all, between the characters before and after it ("": a line's edge)."""
    code = ord(before) if before else 10

    def _at_end(state: _State) -> float:
        if after:
            return state.score + bond(state.place, place_of(ord(after)))
        return state.score + (
            _CLOSING if chr(state.code) in "。！？" else -_STRAY if chr(state.code) in "，、；：《（“‘「" else 0.0
        )

    waiting: dict[int, list[_State]] = {0: [_State(0.0, code, place_of(code), None, 0)]}
    last: _State | None = None
    node = -1
    while waiting and lattice.reaches(node := node + 1):
        states = sorted(waiting.pop(node, ()), reverse=True, key=_score)[:_BEAM]
        if not states:
            continue
        if node in lattice.ends and node:
            last = max(states, key=_at_end if node == len(lattice.arcs) - 1 else _score)
        for end, codes, costs in decoder(lattice, node):
            if codes:
                waiting.setdefault(end, []).extend(_stepped(states, codes, costs, end))
    if last is None:
        return Reading("", 0)
    used = lattice.ends[last.node]
    found = []
    state: _State | None = last
    while state is not None and state.back is not None:
        found.append(chr(state.code))
        state = state.back
    return Reading("".join(reversed(found)), used)


def _score(state: _State) -> float:
    return state.score


def _stepped(states: list[_State], codes: list[int], costs: list[float], node: int) -> Iterator[_State]:
    """Every character as the next one, each behind the best of the states."""
    if len(codes) > 8:
        yield from _stepped_at_once(states, codes, costs, node)
        return
    for code, cost in zip(codes, costs, strict=True):
        place = place_of(code)
        own = cost + bits_of(code)
        best, score = states[0], -1e9
        for state in states:
            reached = state.score + bond(state.place, place)
            if reached > score:
                best, score = state, reached
        yield _State(score - own, code, place, best, node)


def _stepped_at_once(states: list[_State], codes: list[int], costs: list[float], node: int) -> Iterator[_State]:
    where = np.array([place_of(code) for code in codes], np.uint16)
    first = np.array([state.place for state in states], np.uint16)
    reached = _bonds(first[:, None], where[None, :]) + np.array([state.score for state in states], np.float32)[:, None]
    best = reached.argmax(axis=0)
    scores = reached.max(axis=0) - np.array(costs, np.float32) - np.array([bits_of(code) for code in codes], np.float32)
    for k in np.argsort(-scores)[:_BEAM].tolist():
        yield _State(float(scores[k]), codes[k], int(where[k]), states[int(best[k])], node)


def _bonds(first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.float32]:
    first, second = np.broadcast_arrays(first, second)
    found = steps(np.ascontiguousarray(first), np.ascontiguousarray(second))
    marks = np.uint16(counts().place(OTHER))
    return np.where((first == marks) & (second == marks), np.float32(-_AFTER_MARK), found)


@lru_cache(maxsize=1 << 16)
def bond(first: int, second: int) -> float:
    """Logarithm of the probability that the second place follows the first."""
    return float(_bonds(np.array([first], np.uint16), np.array([second], np.uint16))[0])


@lru_cache(maxsize=1 << 15)
def place_of(code: int) -> int:
    return int(places(chr(code))[0])


@lru_cache(maxsize=1 << 15)
def bits_of(code: int) -> float:
    """What a sign costs beyond its stand-in; nothing for a Chinese character, of which the counts know all."""
    character = chr(code)
    mark = _MARKS.get(character)
    if mark is not None:
        return mark
    if place_of(code) not in _stand_ins():
        return 0.0
    if code < 0x80:
        return 2.0 if code > 32 or code == 10 else 4.0 if code == 32 else _PRIVATE
    if 0xFF01 <= code <= 0xFF5E:
        return _WIDE
    return _PRIVATE if 0xE000 <= code < 0xF900 or code == 0xFFFD else _ODD


@cache
def _stand_ins() -> frozenset[int]:
    return frozenset(counts().place(c) for c in (DIGITS, LATIN, OTHER))


def cost(text: str, before: str = "") -> float:
    """Bits of a text, signs told apart: what `read` makes as small as it can."""
    if not text:
        return 0.0
    framed = (before or "\n") + text
    where = places(framed)
    return float(sum(bits_of(ord(c)) for c in text) - _bonds(where[:-1], where[1:]).sum())
