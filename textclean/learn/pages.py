"""The pages of one site as folded lines, and a count of the sites on which a line is met. Knows no evidence and no file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from textclean.debris._patterns import line_key, part_key
from textclean.han.fold import fold

EDGE = 10
"""Written lines at the top, and at the bottom, in which lines with a part that differs are looked for."""
_LONGEST_LINE = 200
_BORDER = re.compile(r"[\s:>|_»›/·#《》【】\[\]()]+|(?<![A-Za-z0-9])-+|-+(?![A-Za-z0-9])|—+|\"")
_PARTS = 4
_LENGTHS = (5, 7, 10, 14)
"""Characters after which a line is parted that has no border there: titles stand in the middle of sentences, too."""


class Page(NamedTuple):
    """One page: its written lines without the blanks round them, and the folded key of each."""

    lines: tuple[str, ...]
    keys: tuple[str, ...]


class Shape(NamedTuple):
    """A line with a part that differs: what stands before it and behind it, as written; one of them may be empty."""

    begin: str
    end: str

    @property
    def text(self) -> str:
        return f"{self.begin}*{self.end}"

    @property
    def key(self) -> str:
        return f"{part_key(self.begin)}*{part_key(self.end)}"


def page(text: str) -> Page:
    """A text as a page.

    >>> page("首页\\n\\n 第 3 页 ").keys
    ('首页', '第0页')
    """
    written = tuple(line.strip() for line in text.split("\n") if line.strip())
    return Page(written, tuple(line_key(line) if len(line) <= _LONGEST_LINE else "" for line in written))


def edges(length: int) -> Iterator[int]:
    """The places of lines near an end of a page with so many."""
    yield from range(min(EDGE, length))
    yield from range(max(EDGE, length - EDGE), length)


def borders(line: str) -> list[tuple[int, int]]:
    """Where a line is parted, in its own positions: colons, arrows, bars, blanks, brackets."""
    return [match.span() for match in _BORDER.finditer(fold(line))]


@lru_cache(1 << 12)
def shapes(line: str) -> tuple[Shape, ...]:
    """The shapes that a line may have, the longer beginnings last.

    >>> [shape.text for shape in shapes("上一篇：春天")]
    ['上一篇：*', '上一篇：春*', '*：春天']
    """
    if len(line) > _LONGEST_LINE:
        return ()
    places = borders(line)
    cuts = {end for _, end in places[:_PARTS]} | {
        length for length in _LENGTHS if not any(a < length < b for a, b in places) and not line[length - 1 : length].isdigit()
    }
    begins = [Shape(line[:end], "") for end in sorted(cuts) if end < len(line)]
    starts = {start for start, end in places[-2:] if end < len(line)} | {len(line) - length for length in _LENGTHS[1:]}
    ends = [Shape("", line[start:]) for start in sorted(starts, reverse=True) if start > 0]
    return tuple(shape for shape in begins + ends if _is_telling(shape.key.replace("0", "")))


def _is_telling(key: str) -> bool:
    """True for two characters beside the *, or one that no word begins with, such as an arrow."""
    return len(key) > 2 or (len(key) == 2 and not key.replace("*", "").isalnum())


class Elsewhere:
    """On how many sites a key was met: a sketch of fixed size, which may tell too many, never too few (Cormode 2005).

    >>> seen = Elsewhere(1 << 16)
    >>> seen.add({"关于我们"}); seen.add({"关于我们", "甲"})
    >>> seen.sites("关于我们"), seen.sites("乙")
    (2, 0)
    """

    def __init__(self, size: int) -> None:
        self._rows = np.zeros((2, max(1 << 10, size // 4)), np.uint16)

    def add(self, keys: Iterable[str]) -> None:
        """The keys of one more site."""
        at = np.array([self._places(key) for key in keys], np.int64).reshape(-1, 2)
        for row, places in zip(self._rows, at.T, strict=True):
            once = np.unique(places)
            row[once] = np.minimum(row[once], np.iinfo(np.uint16).max - 1) + 1

    def sites(self, key: str) -> int:
        return int(min(row[at] for row, at in zip(self._rows, self._places(key), strict=True)))

    def _places(self, key: str) -> tuple[int, int]:
        digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        size = self._rows.shape[1]
        return int.from_bytes(digest[:8], "big") % size, int.from_bytes(digest[8:], "big") % size


def keys_of(pages: Sequence[Page]) -> set[str]:
    """Everything a site may be compared by: its lines, and the shapes of the lines near the ends of its pages."""
    found: set[str] = set()
    for one in pages:
        found.update(key for key in one.keys if key)
        for k in edges(len(one.lines)):
            found.update(shape.key for shape in shapes(one.lines[k]))
    return found
