"""What a text looks like in four numbers, and counts of texts by them. Knows no cleaner: it measures what anybody can see."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textclean.han.chars import HAN

if TYPE_CHECKING:  # help should not load it
    import numpy as np
    from numpy.typing import NDArray

LENGTHS = (0, 1, 100, 200, 500, 1000, 2000, 5000, 10_000)
"""Where the classes of lengths begin; the first holds empty texts only."""
SHARES = (0.0, 1e-9, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Where the classes of shares begin: none, less than a fifth, …, less than all, all."""

KINDS: Mapping[str, tuple[float, ...]] = {"length": LENGTHS, "script": SHARES, "width": SHARES, "repeated": SHARES}

_SHORTEST = 10  # characters of a line that is not written twice by chance
_WIDE = "，。；：！？（）"
_NARROW = ",.;:!?()"
_SIMPLIFIED, _TRADITIONAL, _IS_WIDE, _IS_NARROW, _IS_HAN = 1, 2, 4, 8, 16


class Measures(NamedTuple):
    """Numbers of one text; None where it has nothing to go by.

    length    code points              script    of the characters that only one script has, the share of traditional ones
    width     of commas, stops and brackets behind Chinese, the share in full width
    repeated  of all characters, the share in lines that stand further up already
    """

    length: int
    script: float | None = None
    width: float | None = None
    repeated: float | None = None


def measured(text: str) -> Measures:
    """The numbers of a text.

    >>> measured("他說,好。")
    Measures(length=5, script=1.0, width=0.5, repeated=0.0)
    """
    import numpy as np

    from textclean.han.codes import code_points

    kinds = _flags().take(code_points(text))
    simplified, traditional, wide = (int(np.count_nonzero(kinds & kind)) for kind in (_SIMPLIFIED, _TRADITIONAL, _IS_WIDE))
    narrow = int(np.count_nonzero((kinds[1:] & _IS_NARROW) & ((kinds[:-1] & _IS_HAN) >> 1)))
    return Measures(
        len(text),
        _share(traditional, simplified),
        _share(wide, narrow),
        _repeated(text) / len(text) if text else None,
    )


@cache
def _flags() -> NDArray[np.uint8]:
    """What each character is, as bits."""
    import numpy as np

    from textclean.han.codes import CODE_POINTS
    from textclean.han.signs import signs

    flags = np.zeros(CODE_POINTS, np.uint8)
    flags[[ord(character) for character in re.findall(f"[{HAN}]", "".join(map(chr, range(0x3000, 0x32400))))]] |= _IS_HAN
    sets = (
        (signs("t2s").target_only, _SIMPLIFIED),
        (signs("s2t").target_only, _TRADITIONAL),
        (_WIDE, _IS_WIDE),
        (_NARROW, _IS_NARROW),
    )
    for characters, kind in sets:
        flags[[ord(character) for character in characters]] |= kind
    return flags


def _share(these: int, others: int) -> float | None:
    return these / (these + others) if these + others else None


def _repeated(text: str) -> int:
    seen: set[str] = set()
    found = 0
    for line in text.split("\n"):
        if len(line) >= _SHORTEST:
            found += len(line) if line in seen else 0
            seen.add(line)
    return found


class Counts:
    """How many texts fall into each class of each measure, before and after; of `known` pairs in all."""

    def __init__(self) -> None:
        self.bins = {kind: ([0] * len(starts), [0] * len(starts)) for kind, starts in KINDS.items()}

    def add(self, before: Measures, after: Measures) -> None:
        """One text, before and after."""
        for side, measures in enumerate((before, after)):
            for kind, starts in KINDS.items():
                value = getattr(measures, kind)
                if value is not None:
                    self.bins[kind][side][bisect_right(starts, value) - 1] += 1

    def merge(self, bins: Mapping[str, Iterable[Iterable[int]]]) -> None:
        """Add the `bins` of others."""
        for kind, sides in bins.items():
            for mine, theirs in zip(self.bins[kind], sides, strict=True):
                mine[:] = [a + b for a, b in zip(mine, theirs, strict=True)]
