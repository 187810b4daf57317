"""How likely single characters were planted: their neighbours, their rarity, the text's own habits. Takes no decision."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean import data
from textclean.han.chars import HAN, is_general, is_han, is_ordinary
from textclean.han.fold import fold
from textclean.han.lookalike import Candidate
from textclean.han.model import code_points, places, steps, unlikely

_BLANKS = " \t\u3000\xa0"
_PLACES = frozenset("县州郡市镇乡村邑河江水溪湖海港山岭峰岛阳阴城关口")
_ITEM_BEFORE, _ITEM_BEHIND = re.compile(f"、[{HAN}]{{0,2}}\\Z"), re.compile(f"[{HAN}]{{0,2}}[、，；。]")
_NEAR = 8  # code points
_UNCOMMON = 3000  # place, by frequency, from which a character is uncommon
_OWN, _RESERVE = 0.2, 5
"""Share that the text itself has in what is likely in it; and as many times a character must stand there to tell half of that."""
_MOST_GAIN, _LEAST_FIT, _MOST_MARGIN = 30.0, -8.0, 8.0


class Features(NamedTuple):
    """What speaks for and against a suspect having been planted; or columns of that, a suspect a row; or what each weighs."""

    gain: Any
    """Bits by which the best candidate is likelier than what stands there, with both neighbours."""
    fit: Any
    """Bits by which the candidate is likelier between these neighbours than anywhere."""
    margin: Any
    """Bits by which it is likelier than the next candidate."""
    ordinary: Any
    """1 if GB 2312 holds what stands there."""
    general: Any
    """1 if it is one of the rarer characters of the General Standard."""
    written: Any
    """Logarithm of how often the text has the candidate as it is."""
    repeated: Any
    """Logarithm of how often the text has what stands there, if simplified text may hold it: names come back."""
    habitual: Any
    """1 if the text also has it beside the same neighbour elsewhere."""
    framed: Any
    """1 if both neighbours are Chinese characters."""
    named: Any
    """1 if a surname stands before it: what follows may be a given name."""
    placed: Any
    """1 if a word for a place stands behind it: 浐河, 鄄城."""
    crowd: Any
    """Logarithm of how many uncommon characters that nobody plants stand near it: rare words stand together, in lists and in quotations."""
    item: Any
    """1 if it stands in a short item of a list, with uncommon characters near it: names, plants, elements."""
    known: Any
    """The gain once more if GB 2312 holds what stands there: of a character that is written there must be more of it."""


# Natural logarithms of odds for each unit of a feature: logistic regression on clean text with planted characters.
# `python -m tests.figures.glyph --fit` prints them.
_WEIGHTS = Features(0.10, 0.15, 0.40, -3.85, -1.94, 1.07, -1.87, -1.90, 1.13, -0.79, -0.68, -0.21, -1.69, 0.20)
_INTERCEPT = -1.30


class Weighed(NamedTuple):
    """A suspicious character and the best of its candidates."""

    at: int
    broken: str
    right: str
    odds: float
    """Natural logarithm of the odds that the character was planted, in a text in which two of a hundred are."""
    features: Features


class Habits:
    """How often a text has which characters, and which neighbours; and how likely they are for who writes so.

    `suspicious` flags the code points that may be planted: they are no sign of a text in which rare words stand together.
    """

    def __init__(self, text: str, suspicious: NDArray[np.bool_]) -> None:
        codes = code_points(text).astype(np.uint64)
        uncommon = (places(text) >= _UNCOMMON) & ~suspicious[codes]
        self._uncommon = np.concatenate(([0], np.cumsum(uncommon)))
        self._characters = np.unique(codes, return_counts=True)
        self._pairs = np.unique(codes[:-1] << np.uint64(32) | codes[1:], return_counts=True)

    def count(self, characters: str) -> NDArray[np.int64]:
        """How often the text has each of the characters."""
        return _looked_up(self._characters, code_points(characters).astype(np.uint64))

    def pairs(self, first: str, second: str) -> NDArray[np.int64]:
        """How often the text has each of `second` right behind its fellow in `first`."""
        return _looked_up(self._pairs, code_points(first).astype(np.uint64) << np.uint64(32) | code_points(second))

    def uncommon(self, at: Sequence[int]) -> NDArray[np.int64]:
        """How many uncommon characters stand near each position, itself apart."""
        here = np.array(at)
        low, high = np.maximum(here - _NEAR, 0), np.minimum(here + _NEAR + 1, len(self._uncommon) - 1)
        between = self._uncommon[high] - self._uncommon[low]
        itself = self._uncommon[here + 1] - self._uncommon[here]
        others: NDArray[np.int64] = between - itself
        return others

    def steps(self, first: str, second: str) -> NDArray[np.float64]:
        """Logarithm (base 2) of the probability that each of `second` follows its fellow in `first`, in this text.

        What was counted elsewhere, mixed with what the text itself does (a cache model; Kuhn and De Mori 1990).
        """
        here = self.pairs(first, second) / (self.count(first) + _RESERVE)
        return np.log2((1 - _OWN) * np.exp2(steps(places(first), places(second))) + _OWN * here)


def _looked_up(table: tuple[NDArray[np.uint64], NDArray[np.int64]], wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
    keys, counts = table
    if not len(keys):
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, counts[at], 0)


def weigh(text: str, habits: Habits, suspects: Sequence[int], candidates: Callable[[str], Sequence[Candidate]]) -> list[Weighed]:
    """The suspects (positions, ascending) that have a candidate, each with its best one. `habits` are those of the text."""
    judged = [(at, choices) for at in suspects if (choices := candidates(text[at]))]
    if not judged:
        return []
    before, behind = map("".join, zip(*(_neighbours(text, at) for at, _ in judged), strict=True))
    own = "".join(text[at] for at, _ in judged)
    sizes = [len(choices) for _, choices in judged]
    every = "".join(choice.right for _, choices in judged for choice in choices)
    left, right = ("".join(c * n for c, n in zip(side, sizes, strict=True)) for side in (before, behind))
    likely = habits.steps(left, every) + habits.steps(every, right)
    best, margin = _best(likely + [choice.prior for _, choices in judged for choice in choices], sizes)
    prior = np.array([choice.prior for _, choices in judged for choice in choices])[best]
    chosen = "".join(every[k] for k in best.tolist())
    as_written = steps(places(before), places(own)) + steps(places(own), places(behind))
    gain = np.minimum(likely[best] + prior - as_written, _MOST_GAIN)
    crowd = habits.uncommon([at for at, _ in judged])
    ordinary, general = np.array([(is_ordinary(c), is_general(c)) for c in own]).T
    may_stand = ordinary | general | (prior < 0)
    features = Features(
        gain=gain,
        fit=np.maximum(likely[best] - unlikely(places(chosen)) - unlikely(places(behind)), _LEAST_FIT),
        margin=np.minimum(margin, _MOST_MARGIN),
        ordinary=ordinary,
        general=general,
        written=np.log1p(habits.count(chosen)),
        repeated=np.log(np.maximum(1, habits.count(own))) * may_stand,
        habitual=((habits.pairs(before, own) > 1) | (habits.pairs(own, behind) > 1)) & may_stand,
        framed=np.array([is_han(a) and is_han(b) for a, b in zip(before, behind, strict=True)]),
        named=np.array([c in _surnames() for c in fold(before)]),
        placed=np.array([c in _PLACES for c in fold(behind)]),
        crowd=np.log1p(crowd),
        item=np.array([_in_list(text, at) for at, _ in judged]) & (crowd > 0),
        known=gain * ordinary,
    )
    table = np.column_stack(features).astype(np.float64)
    odds = _INTERCEPT + table @ np.array(_WEIGHTS)
    rows = zip(judged, own, chosen, odds.tolist(), table.tolist(), strict=True)
    return [Weighed(at, broken, put, odd, Features(*row)) for (at, _), broken, put, odd, row in rows]


def _best(scores: NDArray[np.float64], sizes: Sequence[int]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Of each group of alternatives, `sizes` long, where the best stands, and by how much it is better than the next."""
    starts = np.cumsum([0, *sizes[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    top = np.maximum.reduceat(scores, starts)
    is_top = np.flatnonzero(scores == top[group])
    best = is_top[np.searchsorted(group[is_top], np.arange(len(sizes)))]
    rest = scores.copy()
    rest[best] = -np.inf
    return best, top - np.maximum.reduceat(rest, starts)


def _in_list(text: str, at: int) -> bool:
    """True if a position stands in an item of three characters at most, between the marks of an enumeration."""
    return _ITEM_BEFORE.search(text[max(0, at - 3) : at]) is not None and _ITEM_BEHIND.match(text, at + 1) is not None


@cache
def _surnames() -> frozenset[str]:
    return frozenset(character for _, characters in data.rows("surnames.tsv") for character in characters)


def _neighbours(text: str, at: int) -> tuple[str, str]:
    """What stands before and behind a position; blanks are passed over, an edge of the text is a line's edge."""
    before, behind = at - 1, at + 1
    while before >= 0 and text[before] in _BLANKS:
        before -= 1
    while behind < len(text) and text[behind] in _BLANKS:
        behind += 1
    return text[before] if before >= 0 else "\n", text[behind] if behind < len(text) else "\n"
