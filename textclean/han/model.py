"""How likely Chinese characters are as neighbours, from the counts that ship. Knows no cleaner and no threshold."""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from textclean.data.counts import CHARACTERS, DIGITS, LATIN, OTHER, STEPS, counts
from textclean.han.chars import HAN_RANGES, is_han
from textclean.han.codes import CODE_POINTS, code_points
from textclean.han.fold import fold_codes

_UNSEEN = 0.5
"""Counts that a character gets which was never counted (expected-likelihood estimate; Jeffreys 1961)."""
_LEAST_LEFT = 0.02
"""Smallest share of a character's followers that is held to be unknown: counts are rounded when they are packed."""


def stand_in(character: str) -> str:
    """A character as it was counted: itself if it is Chinese, else a stand-in for digits, Latin letters, or anything else.

    >>> [stand_in(c) for c in ("好", "7", "x", "，", "")]
    ['好', '0', 'A', 'P', 'P']
    """
    if is_han(character):
        return character
    if character.isdigit():
        return DIGITS
    return LATIN if character.isalpha() else OTHER


def pair(first: str, second: str) -> float:
    """Logarithm (base 2) of how often two neighbours were counted; -1 for less than three times. "" is an edge of the text."""
    return counts().bigram(stand_in(first), stand_in(second))


def association(first: str, second: str) -> float:
    """How much oftener than by chance two characters stand side by side, in powers of two; -inf if they were not counted so.

    >>> association("办", "公") > 3 > association("的", "公")
    True
    """
    table = counts()
    a, b = stand_in(first), stand_in(second)
    together = table.bigram(a, b)
    if together < 0:
        return -math.inf
    return together + math.log2(table.total) - table.unigram(a) - table.unigram(b)


def closes(character: str) -> float:
    """Share of a character's occurrences that stand before a mark: what seldom does, seldom ends a sentence.

    >>> closes("题") > 0.3 > 0.1 > closes("个")
    True
    """
    table = counts()
    together = table.bigram(stand_in(character), OTHER)
    return 0.0 if together < 0 else 2 ** (together - table.unigram(stand_in(character)))


def places(text: str) -> NDArray[np.uint16]:
    """Where each character of `text` stands among the counted ones; traditional characters as their simplified forms.

    One entry a code point. What is no Chinese character has the place of its stand-in.
    """
    return places_of(code_points(text))


def places_of(codes: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """The same for characters given as code points."""
    return _place_of().take(codes)


def steps(first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Logarithm (base 2) of the probability that `second` follows `first`, pair by pair; both are places, of one shape.

    Interpolated: what the counts say about the pair, and, for the share of followers that no pair accounts for, how frequent
    `second` is at all (Jelinek and Mercer 1980, with the share left over as the weight).
    """
    model = _model()
    given = model.powers[counts().logarithms(first, second)] / model.of[first]
    logarithms: NDArray[np.float32] = np.log2(given + model.left_over[first] * model.alone[second])
    return logarithms


def associations(first: NDArray[np.uint16], second: NDArray[np.uint16]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """`pair` and `association` for many neighbours at once, given by their places."""
    told = counts().logarithms(first, second)
    return _model().together.take(told), ties(first, second, told)


def ties(first: NDArray[np.uint16], second: NDArray[np.uint16], told: NDArray[np.uint8]) -> NDArray[np.float32]:
    """`association` for neighbours given by their places, of which the counts' logarithms are known already."""
    model = _model()
    tied: NDArray[np.float32] = model.pointwise.take(told) - model.share.take(first) - model.share.take(second)
    return tied


def logarithms(where: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Logarithms (base 2) of how often characters were counted, by their places; -1 for what never was."""
    return _model().logarithms[where]


def unlikely(where: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Logarithms (base 2) of the probabilities of characters anywhere, by their places; always below 0."""
    logarithms: NDArray[np.float32] = np.log2(_model().alone[where])
    return logarithms


def surprise(text: str) -> float:
    """Bits a Chinese character: how badly `text` agrees with the counts; 0 for a text without Chinese.

    About 6 for laws, 8 to 10 for modern prose, 9 for translated histories, 12 for verse, 20 and more for what is no Chinese at
    all. Pairs of which neither character is Chinese are not counted.

    >>> surprise("办公室的工作是很重要的") < 8 < 12 < surprise("鍔炲叕瀹ょ殑宸ヤ綔鏄")
    True
    """
    where = places("".join(text.split()))
    if len(where) == 0:
        return 0.0
    edge = np.array([counts().place(OTHER)], np.uint16)
    framed = np.concatenate((edge, where, edge))
    first, second = framed[:-1], framed[1:]
    chinese = is_chinese()[framed]
    told = chinese[:-1] | chinese[1:]
    characters = int(np.count_nonzero(chinese))
    return float(-steps(first, second) @ told) / characters if characters else 0.0


def pairs_counted(text: str) -> float:
    """Share of the neighbours in `text` that were counted at all, three times and more; 0 for less than two code points.

    >>> pairs_counted("办公室的工作很重要"), pairs_counted("飞液件打操朝亿陷礼壁目纹") < 0.1
    (1.0, True)
    """
    where = places(text)
    return float(np.mean(counts().logarithms(where[:-1], where[1:]) > 0)) if len(where) > 1 else 0.0


class _Model:
    """The counts as shares: of each pair among the followers of its first, of each character among all, and what is left over."""

    def __init__(self) -> None:
        table = counts()
        first = (table.keys // CHARACTERS).astype(np.int64)
        self.of = np.maximum(table.unigrams, 1).astype(np.float32)
        self.powers = np.exp2(np.arange(256) / STEPS).astype(np.float32)
        self.powers[0] = 0
        told = np.bincount(first, weights=table.bigrams / self.of[first], minlength=len(table.unigrams))
        self.left_over = np.maximum(1 - told, _LEAST_LEFT).astype(np.float32)
        self.logarithms = np.where(table.unigrams > 0, np.log2(self.of), np.float32(-1)).astype(np.float32)
        self.share = np.log2(self.of / np.float32(table.total))
        # By the steps of the counts: logarithms of pairs, and of their share among all that was counted.
        self.together = (np.arange(256) / np.float32(STEPS)).astype(np.float32)
        self.together[0] = -1
        self.pointwise = self.together - np.float32(math.log2(table.total))
        self.pointwise[0] = -np.inf
        self.alone = ((table.unigrams + _UNSEEN) / np.float32(table.total)).astype(np.float32)


@cache
def _model() -> _Model:
    return _Model()


@cache
def is_chinese() -> NDArray[np.bool_]:
    """By place, whether it is that of a Chinese character: all but those of the stand-ins."""
    return ~flags(DIGITS + LATIN + OTHER)


def flags(characters: str) -> NDArray[np.bool_]:
    """By place, whether it is that of one of `characters`, which were all counted. To be asked once, and kept."""
    flagged = np.zeros(len(counts().characters) + 1, np.bool_)
    flagged[[counts().place(c) for c in characters]] = True
    flagged[-1] = False
    return flagged


@cache
def _place_of() -> NDArray[np.uint16]:
    """The place of every code point: folded, and what is not Chinese as its stand-in."""
    table = counts()
    counted = np.full(CODE_POINTS, len(table.characters), np.uint16)
    counted[code_points(table.characters)] = np.arange(len(table.characters))
    places = np.full(CODE_POINTS, table.place(OTHER), np.uint16)
    for code in itertools.chain(range(0x300), range(0xFF00, 0xFF60)):
        places[code] = table.place(stand_in(chr(code)))
    for first, last in HAN_RANGES:
        places[first:last] = counted.take(fold_codes(np.arange(first, last, dtype=np.uint32)))
    return places
