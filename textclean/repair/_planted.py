"""How likely single characters were planted: their neighbours, their rarity, the text's own habits. Takes no decision."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import log2
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean import data
from textclean.core.lazy import lazy_compile
from textclean.han.chars import HAN, is_general, is_ordinary
from textclean.han.codes import code_points
from textclean.han.lookalike import Candidate
from textclean.han.model import flags, is_chinese, places_of, steps, unlikely

_BLANKS = " \t\u3000\xa0"
_PLACE_WORDS = "县州郡市镇乡村邑河江水溪湖海港山岭峰岛阳阴城关口"
_ITEM_BEFORE, _ITEM_BEHIND = lazy_compile(f"、[{HAN}]{{0,2}}\\Z"), lazy_compile(f"[{HAN}]{{0,2}}[、，；。]")
_NEAR = 8  # code points
_UNCOMMON = 3000  # place, by frequency, from which a character is uncommon
_LOOKED_FOR = 32  # different places of candidates up to which a text is searched for each
_ROUNDED = 0.01  # bits by which sums may differ that were reckoned otherwise
_OWN, _RESERVE = 0.2, 5
"""Share that the text itself has in what is likely in it; and as many times a character must stand there to tell half of that."""
_SAME = 0.5  # of what the other places of a character say, so much counts
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
    everyday: Any
    """Logarithm of how often the candidate was counted."""
    met: Any
    """Logarithm of how often what stands there was counted."""


class Weights(NamedTuple):
    """What each feature adds to the natural logarithm of the odds, and what they are without any."""

    features: Features
    intercept: float


# Logistic regression on clean text with planted characters, which `python -m tests.figures.glyph --fit` prints; for substitutions
# that a table knows, and for those that only parts and sound propose.
TABLED = Weights(
    Features(0.17, 0.15, 0.39, -2.78, -0.95, 1.09, -2.75, -2.66, 1.43, -0.26, -1.85, -0.36, -3.11, 0.15, -0.02, 0.04), -2.34
)
PROPOSED = Weights(
    Features(0.17, -0.05, 0.48, -3.07, -0.62, 0.45, -1.07, -1.28, 0.6, -0.55, -0.84, -0.56, -1.36, 0.15, -0.02, -0.06), -5.14
)


class Weighed(NamedTuple):
    """A suspicious character and the best of its candidates."""

    at: int
    broken: str
    right: str
    odds: float
    """Natural logarithm of the odds that the character was planted, in a text in which two of a hundred are."""
    row: list[float]
    """The features, in their order."""

    @property
    def features(self) -> Features:
        return Features(*self.row)


Doubts = list[tuple[int, Sequence[Candidate]]]
"""Positions of characters that may be planted, each with what may have stood there: one candidate and more."""


class Habits:
    """How often a text has which characters, and which neighbours; and how likely they are for who writes so.

    `suspicious` flags the code points that may be planted: they are no sign of a text in which rare words stand together.
    """

    def __init__(self, text: str, suspicious: NDArray[np.bool_]) -> None:
        codes = code_points(text)
        uncommon = (places_of(codes) >= _UNCOMMON) & ~suspicious.take(codes)
        self._uncommon = np.zeros(len(codes) + 1, np.int32)
        np.cumsum(uncommon, out=self._uncommon[1:])
        self._characters = np.sort(codes)
        self._pairs = _joined(codes[:-1], codes[1:])
        self._pairs.sort()

    def count(self, codes: NDArray[np.uint32]) -> NDArray[np.int64]:
        """How often the text has each of the characters."""
        return np.searchsorted(self._characters, codes, "right") - np.searchsorted(self._characters, codes)

    def pairs(self, first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.int64]:
        """How often the text has each of `second` right behind its fellow in `first`."""
        wanted = _joined(first, second)
        return np.searchsorted(self._pairs, wanted, "right") - np.searchsorted(self._pairs, wanted)

    def uncommon(self, at: Sequence[int]) -> NDArray[np.int64]:
        """How many uncommon characters stand near each position, itself apart."""
        here = np.array(at)
        low, high = np.maximum(here - _NEAR, 0), np.minimum(here + _NEAR + 1, len(self._uncommon) - 1)
        between = self._uncommon[high] - self._uncommon[low]
        itself = self._uncommon[here + 1] - self._uncommon[here]
        others: NDArray[np.int64] = between - itself
        return others

    def steps(self, first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.float64]:
        """Logarithm (base 2) of the probability that each of `second` follows its fellow in `first`, in this text.

        What was counted elsewhere, mixed with what the text itself does (a cache model; Kuhn and De Mori 1990).
        """
        here = self.pairs(first, second) / (self.count(first) + _RESERVE)
        return np.log2((1 - _OWN) * np.exp2(steps(places_of(first), places_of(second))) + _OWN * here)


def _joined(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint64]:
    joined = first.astype(np.uint64)
    joined <<= np.uint64(32)
    joined |= second
    return joined


def may_gain(text: str, suspects: Doubts, least: float) -> bool:
    """False if no suspect gains so many bits by one of its candidates, which can be told without the habits of the text.

    They make a candidate likelier only where the text has it beside the same neighbour.
    """
    rows = list({(*_neighbours(text, at), text[at], choice): None for at, choices in suspects for choice in choices})
    if len(rows) > _LOOKED_FOR or any(a + choice.right in text or choice.right + b in text for a, b, _, choice in rows):
        return True  # so many are not told sooner than all are weighed
    if not rows:
        return False
    columns = (code_points("".join(column)) for column in zip(*((*row, choice.right) for *row, choice in rows), strict=True))
    left, right, own, meant = map(places_of, columns)
    told = steps(np.concatenate((left, meant, left, own)), np.concatenate((meant, right, own, right)))
    likely, written = told.reshape(2, 2, -1).sum(axis=1)
    priors = np.array([choice.prior for *_, choice in rows])
    gain = likely + 2 * log2(1 - _OWN) + priors - written
    return bool(gain.max() >= least - _ROUNDED)


def weigh(text: str, habits: Habits, suspects: Doubts) -> list[Weighed]:
    """The suspects, each with the best of its candidates. `habits` are those of the text."""
    if not suspects:
        return []
    at = [at for at, _ in suspects]
    choices = [choice for _, candidates in suspects for choice in candidates]
    sizes = [len(candidates) for _, candidates in suspects]
    before, behind = map("".join, zip(*(_neighbours(text, k) for k in at), strict=True))
    written = "".join(text[k] for k in at)
    own, left, right = code_points(written), code_points(before), code_points(behind)
    every = code_points("".join(choice.right for choice in choices))
    priors = np.array([choice.prior for choice in choices])
    likely = habits.steps(np.repeat(left, sizes), every) + habits.steps(every, np.repeat(right, sizes))
    guessed = priors < 0
    told = _elsewhere(likely, written, sizes) * guessed if guessed.any() else 0
    best, margin = _best(likely + priors + told, sizes)
    chosen, prior, likely = every[best], priors[best], likely[best]
    left_place, own_place, right_place = places_of(left), places_of(own), places_of(right)
    gain = np.minimum(likely + prior - steps(left_place, own_place) - steps(own_place, right_place), _MOST_GAIN)
    crowd = habits.uncommon(at)
    ordinary, general = np.array([(is_ordinary(c), is_general(c)) for c in written]).T
    may_stand = ordinary | general | (prior < 0)
    features = Features(
        gain=gain,
        fit=np.maximum(likely - unlikely(places_of(chosen)) - unlikely(right_place), _LEAST_FIT),
        margin=np.minimum(margin, _MOST_MARGIN),
        ordinary=ordinary,
        general=general,
        written=np.log1p(habits.count(chosen)),
        repeated=np.log(np.maximum(1, habits.count(own))) * may_stand,
        habitual=((habits.pairs(left, own) > 1) | (habits.pairs(own, right) > 1)) & may_stand,
        framed=is_chinese()[left_place] & is_chinese()[right_place],
        named=_surnames()[left_place],
        placed=_places()[right_place],
        crowd=np.log1p(crowd),
        item=np.array([n > 0 and _in_list(text, k) for k, n in zip(at, crowd.tolist(), strict=True)]),
        known=gain * ordinary,
        everyday=unlikely(places_of(chosen)),
        met=unlikely(own_place),
    )
    table = np.column_stack(features).astype(np.float64)
    odds = _odds(table, TABLED)
    if guessed.any():
        odds = np.where(prior < 0, _odds(table, PROPOSED), odds)
    rows = zip(at, written, map(chr, chosen.tolist()), odds.tolist(), table.tolist(), strict=True)
    return [Weighed(*row) for row in rows]


def _odds(table: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    odds: NDArray[np.float64] = weights.intercept + table @ np.array(weights.features)
    return odds


def _elsewhere(likely: NDArray[np.float64], written: str, sizes: Sequence[int]) -> NDArray[np.float64]:
    """What the other places of the same character say for each of its candidates: a spinner has one table for a text."""
    told = np.zeros(len(likely))
    places: dict[str, list[int]] = {}
    for suspect, character in enumerate(written):
        places.setdefault(character, []).append(suspect)
    starts = np.cumsum([0, *sizes])
    for same in places.values():
        if len(same) > 1 and sizes[same[0]] > 1:
            rows = np.stack([likely[starts[k] : starts[k + 1]] for k in same])
            rows = np.maximum(rows - rows.max(axis=1, keepdims=True), _LEAST_FIT)
            for k, others in zip(same, rows.sum(axis=0) - rows, strict=True):
                told[starts[k] : starts[k + 1]] = _SAME * others
    return told


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
def _surnames() -> NDArray[np.bool_]:
    return flags("".join(characters for _, characters in data.rows("surnames.tsv")))


@cache
def _places() -> NDArray[np.bool_]:
    return flags(_PLACE_WORDS)


def _neighbours(text: str, at: int) -> tuple[str, str]:
    """What stands before and behind a position; blanks are passed over, an edge of the text is a line's edge."""
    before, behind = at - 1, at + 1
    while before >= 0 and text[before] in _BLANKS:
        before -= 1
    while behind < len(text) and text[behind] in _BLANKS:
        behind += 1
    return text[before] if before >= 0 else "\n", text[behind] if behind < len(text) else "\n"
