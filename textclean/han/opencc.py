"""OpenCC's conversion: its tables, chains and longest match, exactly. Twice is not once here; `han.gate` sees to that.

The tables are those of `han.tables`. OpenCC converts by stages: in each, at every position, the first table of the
stage that holds a key there gives the longest one. Almost all characters convert alike wherever they stand, so a stage maps
all characters at once (one gather in an array of code points) and asks the tables only in the few runs where a phrase may
stand that says otherwise.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from textclean.core.lazy import lazy_compile
from textclean.han.codes import Codes, code_points, identity, text_of
from textclean.han.tables import DEFAULT, Source, Table, chain, segmentation

_COMPATIBILITY = lazy_compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")


class Match(NamedTuple):
    length: int
    value: str


class Lookup:
    """The longest key of one table at a position."""

    def __init__(self, table: Table) -> None:
        self.table = table
        lengths: dict[str, set[int]] = {}
        for key in table:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def match(self, text: str, at: int) -> Match | None:
        for length in self._lengths.get(text[at], ()):
            key = text[at : at + length]
            value = self.table.get(key)
            if value is not None and len(key) == length:
                return Match(length, value)
        return None


_CHARACTER = np.uint32(0x1FFFFF)  # the bits of an entry that are a code point
_PIVOT, _ODD = (
    np.uint32(1 << 24),
    np.uint32(1 << 25),
)  # the bits that say: a phrase may decide here; the text must be normalised first


class Stage:
    """One step of a chain: the tables that are asked one after the other at each position.

    A stage with `normal` stages behind it has them look first at a text that holds a character of theirs.
    """

    _MEMO = 50_000

    def __init__(self, tables: list[Table], normal: Sequence[Stage] = ()) -> None:
        self.lookups = [Lookup(table) for table in tables]
        self.tables = tables
        self.characters: Table = {}
        for table in tables:
            for key, value in table.items():
                if len(key) == 1:
                    self.characters.setdefault(key, value)
        self._gather = identity()
        for key, value in self.characters.items():
            if len(value) == 1:
                self._gather[ord(key)] = ord(value)
        self._growing = frozenset(key for key, value in self.characters.items() if len(value) != 1)
        phrases = {key for table in tables for key in table if len(key) > 1}
        odd = {key for key in phrases if self.by_tables(key) != self._by_characters(key)}
        self._runs = _runs_finder(phrases, odd, self._pivots(odd))
        self._memo: dict[str, str] = {}
        self._normal = normal
        for key in (key for stage in normal for key in stage.characters):
            self._gather[ord(key)] |= _ODD
        if isinstance(self._runs, _Pivots):
            for pivot in self._runs.pivots:
                self._gather[ord(pivot)] |= _PIVOT

    def _by_characters(self, text: str) -> str:
        return "".join(self.characters.get(c, c) for c in text)

    def _pivots(self, odd: set[str]) -> set[str] | None:
        """The characters that are wrong on their own inside some phrase; None if a phrase changes its length."""
        pivots = set()
        for key in odd:
            value = self.by_tables(key)
            if len(value) != len(key):
                return None
            pivots |= {c for c, new in zip(key, value, strict=True) if self.characters.get(c, c) != new}
        return pivots

    def by_tables(self, text: str) -> str:
        """OpenCC's algorithm as it is written down; slow, and what `convert` must equal."""
        return "".join(value for _, value in self.tokens(text))

    def tokens(self, text: str) -> Iterator[tuple[str, str]]:
        """The pieces of `text` in the order of the match, each with what it becomes."""
        at = 0
        while at < len(text):
            for lookup in self.lookups:
                match = lookup.match(text, at)
                if match:
                    yield text[at : at + match.length], match.value
                    at += match.length
                    break
            else:
                yield text[at], text[at]
                at += 1

    def convert(self, text: str) -> str:
        """`text` with the stage's tables applied."""
        if not text:
            return text
        if self._growing and not self._growing.isdisjoint(text):
            return self.by_tables(self.normalized(text))
        codes = code_points(text)
        gathered = self._gather.take(codes)
        pivots: list[int] = []
        greatest = int(gathered.max())
        if greatest >= _ODD:
            normal = self.normalized(text)
            if normal != text:
                return self.convert(normal)
        if greatest >= _PIVOT:
            pivots = (gathered >= _PIVOT).nonzero()[0].tolist()
            gathered &= _CHARACTER
        mapped = text_of(gathered, text, codes)
        parts = []
        done = 0
        for start, end in self._runs(text, codes, pivots):
            parts += [mapped[done:start], self._remembered(text[start:end])]
            done = end
        return "".join([*parts, mapped[done:]]) if parts else mapped

    def normalized(self, text: str) -> str:
        """`text` without the characters that the stage may not meet."""
        for stage in self._normal:
            text = stage.convert(text)
        return text

    def _remembered(self, run: str) -> str:
        value = self._memo.get(run)
        if value is None:
            value = self.by_tables(run)
            if len(self._memo) >= self._MEMO:
                self._memo.clear()
            if len(run) <= 64:
                self._memo[run] = value
        return value


Finder = Callable[[str, Codes, Sequence[int]], Iterable[tuple[int, int]]]

_FEW = 64
"""Pivots up to which looking for each is cheaper than looking at every pair of neighbours."""


def _runs_finder(phrases: set[str], odd: set[str], pivots: set[str] | None) -> Finder:
    """What finds the runs of a text in which the tables must be asked: ordered spans that no phrase reaches out of.

    `odd` are the phrases that characters alone get wrong. Outside the runs none of them is matched, so that every match there,
    phrase or character, gives what its characters give.
    """
    if not odd:
        return lambda text, codes, pivots: ()
    return _Pivots(phrases, pivots) if pivots is not None and len(pivots) <= _FEW else _Pairs(phrases, odd)


class _Pivots:
    """For few odd phrases: each of them holds a pivot, so a run grows from every pivot as far as neighbours stand in a phrase."""

    def __init__(self, phrases: set[str], pivots: set[str]) -> None:
        self.pivots = pivots
        self._pairs = {key[k : k + 2] for key in phrases for k in range(len(key) - 1)}

    def __call__(self, text: str, codes: Codes, pivots: Sequence[int]) -> Iterator[tuple[int, int]]:
        done = 0
        pairs, length = self._pairs, len(text)
        for start in pivots:
            if start < done:
                continue  # inside the run before
            end = start + 1
            while start > done and text[start - 1 : start + 1] in pairs:
                start -= 1
            while end < length and text[end - 1 : end + 1] in pairs:
                end += 1
            if end - start > 1:
                yield start, end
                done = end


class _Pairs:
    """For many odd phrases: pairs of neighbours, hashed into tables that stay in the cache, tell where one may begin.

    A third character is checked too. Two pairs that share a place in a table only add a run, or make one longer.
    """

    _BITS = 19
    _SHIFT = np.uint32(32 - _BITS)
    _A, _B, _C = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D)
    _INSIDE, _BEGIN, _SHORT = 1, 2, 4

    def __init__(self, phrases: set[str], odd: set[str]) -> None:
        self._pairs = np.zeros(1 << self._BITS, np.uint8)
        self._thirds = np.zeros(1 << self._BITS, np.bool_)
        mask, shift = 0xFFFFFFFF, int(self._SHIFT)
        a, b, c = int(self._A), int(self._B), int(self._C)
        for key in phrases:
            hashes = [(ord(x) * a + ord(y) * b) & mask for x, y in itertools.pairwise(key)]
            for pair in hashes:
                self._pairs[pair >> shift] |= self._INSIDE
            if key in odd:
                self._pairs[hashes[0] >> shift] |= self._BEGIN if len(key) > 2 else self._SHORT
                if len(key) > 2:
                    self._thirds[((hashes[0] + ord(key[2]) * c) & mask) >> shift] = True

    def __call__(self, text: str, codes: Codes, pivots: Sequence[int]) -> Iterator[tuple[int, int]]:
        if codes.size < 2:
            return
        hashes = codes[:-1] * self._A
        hashes += codes[1:] * self._B
        kinds = self._pairs.take(hashes >> self._SHIFT)
        starts = (kinds > self._INSIDE).nonzero()[0]
        if not starts.size:
            return
        thirds = hashes.take(starts) + codes.take(starts + 2, mode="clip") * self._C
        starts = starts[(kinds.take(starts) >= self._SHORT) | self._thirds.take(thirds >> self._SHIFT)]
        if not starts.size:
            return
        # No phrase reaches across two neighbours that stand in none: there the text can be cut.
        bounds = np.concatenate(([-1], (kinds == 0).nonzero()[0], [codes.size - 1]))
        runs = bounds.searchsorted(starts)
        done = 0
        for start, end in zip((bounds.take(runs - 1) + 1).tolist(), (bounds.take(runs) + 1).tolist(), strict=True):
            if start >= done:  # not the run before, with another start in it
                yield start, end
                done = end


class Converter:
    """A configuration of OpenCC: normalisation, segmentation where there is one, and the chain of stages."""

    def __init__(self, name: str, source: Source = DEFAULT) -> None:
        phrases = segmentation(name, source)
        self._normal = [Stage(tables) for tables in chain(name, "normalization", source)]
        first, *others = chain(name, source=source)
        self.stages = [Stage(first, self._normal), *map(Stage, others)]
        # One stage alone cannot be told from one stage by segments: its first table is the one that segments.
        self._segments = Lookup(phrases) if phrases and len(self.stages) > 1 else None

    def normalize(self, text: str) -> str:
        """Compatibility ideographs as the characters they stand for."""
        if _COMPATIBILITY.search(text) is None:
            return text
        return self.stages[0].normalized(text)

    def convert(self, text: str) -> str:
        """`text` as OpenCC converts it."""
        if self._segments is None:
            for stage in self.stages:
                text = stage.convert(text)
            return text
        parts = []
        for segment in self.segments(self.normalize(text)):
            for stage in self.stages:
                segment = stage.convert(segment)
            parts.append(segment)
        return "".join(parts)

    def segments(self, text: str) -> Iterator[str]:
        """What no phrase of a later stage reaches across: the phrases of the segmentation, and what lies between them."""
        if self._segments is None:
            yield text
            return
        begun = at = 0
        while at < len(text):
            match = self._segments.match(text, at)
            if match is None:
                at += 1
                continue
            if begun < at:
                yield text[begun:at]
            yield text[at : at + match.length]
            at += match.length
            begun = at
        if begun < len(text):
            yield text[begun:]


def converter(name: str, source: Source = DEFAULT) -> Converter:
    """The converter of one of `han.tables.CONFIGURATIONS`, built at first use. Raises ConfigError for another name, TableError.

    >>> converter("t2s").convert("乾坤與乾燥")
    '乾坤与干燥'
    """
    return _converter(name, source)


@cache
def _converter(name: str, source: Source) -> Converter:
    return Converter(name, source)
