"""repair.slip: a character that a reader of scans took for another. Knows evidence; the shapes and the words are tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.data.counts import STEPS, counts
from textclean.han.chars import is_han
from textclean.han.codes import Codes, code_points, flags, pair_places
from textclean.han.gate import gate
from textclean.han.mention import japanese, mentioned
from textclean.han.model import association, associations, is_chinese, logarithms, pair, places, places_of, steps, surprise, ties

_MODERN = 10.0
"""Bits a character up to which a text reads as the modern prose that was counted; translated histories have 8 to 9.5, poems 12 and more."""

_TRADITIONAL = 0.02  # share of traditional characters, among those that tell a script, above which a text is left alone

_SELDOM = -3.0  # powers of two: so much rarer than by chance, a pair that was counted is a slip in what was counted
_RARELY = 6.0  # logarithm of the count up to which such a pair may be one
_GAIN = 13.0
"""Bits by which the right character must be likelier there than the written one. Chosen on histories, where nothing is a slip, with
the gate above held open: the highest wrong one stands at 11.5."""
_WORD = 6.5  # powers of two by which it stands beside one neighbour oftener than by chance: a word
_OFTEN = 10.0  # logarithm of that word's count
_AGREES = -3.0  # powers of two for the neighbour on its other side
_BOUND = 0.2  # share of a character's occurrences that are in one word (纰 in 纰漏): then the other side need not agree
_BOUND_WORD = 11.0
_BOUND_GAIN = 8.0
_SEARCHED = 32  # places for which a search is quicker than a table of all pairs
_RIVAL = 4.0  # powers of two, on both sides together, from which another candidate is a rival
_COMMON = 8.0  # logarithm of the count of a neighbour that says something about what stands beside it

_BLOCK = 1 << 20  # code points that are looked at in one go: what is looked up takes many times their room

_QUOTED = lazy_compile("[“‘「『\"'《〈（(【\\[][^“”‘’「」『』\"'《》〈〉（）()【】\\[\\]\n]{1,6}[”’」』\"'》〉）)】\\]]")
_TALK = lazy_compile(
    "[错錯别別][别別]?字|[错錯误誤][写寫]|[写寫][成作错錯]|[读讀念][成作]|形近|笔[画划]|偏旁|部首|[异異][体體]字|通假|OCR|校[对對勘]|[识識][别別]"
)


@dataclass(frozen=True)
class Slip(Cleaner):
    """Correct a character that a reader of scans took for one of nearly the same shape: 不能出任何纸漏， → 不能出任何纰漏，.

    Programs that read scans choose among shapes without reading the sentence. A character is corrected if it makes no pair with
    either neighbour that was ever counted, and exactly one character of its shape makes a word there that everybody writes. A
    character that a copy of the one before it has taken the place of is put back where the word is a known one: 积极极 → 积极性.

    Stay: what was ever counted beside either neighbour; words that come back; anything for which two candidates fit; what stands
    in quotes, or in a line that talks about spelling; names, classical Chinese and traditional text.
    """

    name: ClassVar[str] = "repair.slip"
    safety: ClassVar[Safety] = Safety.GUESS
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.compat", "unify.linebreaks", "repair.pinyin", "repair.glyph")

    def versions(self) -> dict[str, str]:
        return {name: data.version(name) for name in ("slips.tsv", "doubled.tsv", "bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        text = masked(view)
        if _is_traditional(text):
            return
        strange = _strange_suspects(text)
        again = _pairs_again(text, strange) if len(strange) > _SEARCHED else None
        found = [slip for at in strange for slip in [_judge(text, at, again)] if slip]
        found += [slip for m in _doubled().finditer(text) for slip in [_judge_doubled(text, m)] if slip]
        if not found or surprise(text) > _MODERN:
            return
        spoken = _spoken_of(view)
        for slip in found:
            if not spoken[slip.at]:
                yield Hit(slip.at, slip.at + 1, slip.meant, "", slip.note)


def _strange_suspects(text: str) -> list[int]:
    """Where a character with a shape like another's stands between two that hardly anybody writes beside it, all told at once."""
    codes = code_points(text)
    # Blocks share two characters, so that each but the first and the last of a text stands between others in one of them.
    blocks = range(0, max(len(codes) - 2, 0), _BLOCK)
    return [
        start + at for start in blocks for at in _strange_in(text[start : start + _BLOCK + 2], codes[start : start + _BLOCK + 2])
    ]


def _strange_in(text: str, codes: Codes) -> list[int]:
    where = places_of(codes)
    familiar = _familiar().take(where)
    suspect = (_suspects().take(codes[1:-1]) & familiar[:-2] & familiar[2:]).nonzero()[0] + 1
    suspect = suspect[_are_strange(where.take(suspect - 1), where.take(suspect))]
    suspect = suspect[_are_strange(where.take(suspect), where.take(suspect + 1))]
    return [at for at, may_be in zip(suspect.tolist(), _may_be_words(text, where, suspect), strict=True) if may_be]


def _may_be_words(text: str, beside: NDArray[np.uint16], suspect: NDArray[np.intp]) -> list[bool]:
    """For each place, whether a character of that shape makes a word there with a neighbour at all."""
    shapes = [_places_of_shapes()[text[at]] for at in suspect.tolist()]
    if not shapes:
        return []
    each = np.array([len(found) for found in shapes])
    meant = np.concatenate(shapes)
    fitting = np.zeros(len(meant), np.bool_)
    for first, second in ((np.repeat(beside[suspect - 1], each), meant), (meant, np.repeat(beside[suspect + 1], each))):
        together, tie = associations(first, second)
        fitting |= ((together >= _OFTEN) & (tie >= _WORD)) | (tie >= _BOUND_WORD)
    found: list[bool] = np.logical_or.reduceat(fitting, np.cumsum(each) - each).tolist()
    return found


class _Slip(NamedTuple):
    at: int
    meant: str
    note: str


def _judge(text: str, at: int, again: Set[str] | None) -> _Slip | None:
    """The one character of that shape which makes a word, where the written one makes none with either neighbour."""
    written, left, right = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if not (is_han(left) and is_han(right)):
        return None
    if min(counts().unigram(left), counts().unigram(right)) < _COMMON or not _comes_once(text, at, again):
        return None
    fitting = [word for c in _shapes()[written] for word in [_word(left, c, right)] if word]
    if len(fitting) != 1:
        return None
    word = fitting[0]
    if any(association(left, c) + association(c, right) >= _RIVAL for c in _shapes()[written] if c != word.meant):
        return None
    if not _is_familiar_round(text, at):
        return None
    gain = _likelihood(left + word.meant + right) - _likelihood(left + written + right)
    return _Slip(at, word.meant, f"{word.text}, 2^{gain:.0f} times likelier") if gain >= word.least else None


def _judge_doubled(text: str, match: re.Match[str]) -> _Slip | None:
    """The last character of a word, where a copy stands in its place that begins no word itself: not of 积极极其."""
    at = match.end() - 1
    right = text[match.end() : match.end() + 1]
    meant = next(word[-1] for word in _words() if word[:-1] == match[0][:-1])
    begins = is_han(right) and pair(match[0][-1], right) >= 0
    return None if begins else _Slip(at, meant, f"{match[0][:-1]}{meant}, its last character lost to a copy")


def _are_strange(first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Which pairs were never counted, or so much rarer than by chance that they were slips there too."""
    told = counts().logarithms(first, second)
    strange: NDArray[np.bool_] = told == 0
    rare = ((told <= _RARELY * STEPS) & ~strange).nonzero()[0]  # few enough to be asked more
    strange[rare] = ties(first.take(rare), second.take(rare), told.take(rare)) <= _SELDOM
    return strange


class _Word(NamedTuple):
    text: str
    meant: str  # the character that makes it
    least: float  # bits that it must gain


def _word(left: str, character: str, right: str) -> _Word | None:
    """The word that a character makes with a neighbour, if the other neighbour agrees."""
    for first, second, a, b in ((left, character, character, right), (character, right, left, character)):
        together, tie = pair(first, second), association(first, second)
        if together >= _OFTEN and tie >= _WORD and association(a, b) >= _AGREES:
            return _Word(first + second, character, _GAIN)
        if tie >= _BOUND_WORD and 2 ** (together - counts().unigram(character)) >= _BOUND:
            return _Word(first + second, character, _BOUND_GAIN)
    return None


def _likelihood(text: str) -> float:
    where = places(text)
    return float(steps(where[:-1], where[1:]).sum())


def _is_familiar_round(text: str, at: int) -> bool:
    """True if what stands on both sides goes on as prose does; a foreign name goes on with pairs that nobody counted."""
    before, after = text[max(0, at - 2) : at], text[at + 1 : at + 3]
    return all(len(two) < 2 or not all(map(is_han, two)) or pair(*two) >= 0 for two in (before, after))


def _pairs_again(text: str, strange: Sequence[int]) -> Set[str]:
    """The pairs of neighbours that come back, as far as they may be those at strange places."""
    begins = {text[k] for at in strange for k in (at - 1, at)}
    ends = {text[k] for at in strange for k in (at, at + 1)}
    met = Counter(text[k : k + 2] for k in pair_places(text, flags(begins), flags(ends)))
    return {pair for pair, times in met.items() if times > 1}


def _comes_once(text: str, at: int, again: Set[str] | None) -> bool:
    """False if the character stands beside the same neighbour elsewhere: then the writer uses it so."""
    if again is not None:
        return text[at - 1 : at + 1] not in again and text[at : at + 2] not in again
    return all(
        text.find(text[start : start + 2]) == start and text.find(text[start : start + 2], start + 1) < 0 for start in (at - 1, at)
    )


def _spoken_of(view: View) -> bytearray:
    """For every character whether it is quoted, foreign, or in a line that talks about spelling."""
    marked = bytearray(len(view))
    for start, end in (*view.fact(mentioned), *view.fact(japanese), *(m.span() for m in _QUOTED.finditer(view))):
        marked[start:end] = b"\1" * (end - start)
    at = 0
    for line in view.split("\n"):
        if _TALK.search(line):
            marked[at : at + len(line)] = b"\1" * len(line)
        at += len(line) + 1
    return marked


def _is_traditional(text: str) -> bool:
    traditional, simplified = gate("t2s").evidence(text)
    return traditional > _TRADITIONAL * (traditional + simplified)


@cache
def _shapes() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for characters, *_ in data.rows("slips.tsv"):
        for character in characters:
            found.setdefault(character, {}).update(dict.fromkeys(c for c in characters if c != character))
    return {character: tuple(others) for character, others in found.items()}


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for word, *_ in data.rows("doubled.tsv"))


@cache
def _doubled() -> re.Pattern[str]:
    return re.compile("|".join(word[:-1] + word[-2] for word in _words()))


@cache
def _places_of_shapes() -> dict[str, NDArray[np.uint16]]:
    return {character: places("".join(others)) for character, others in _shapes().items()}


@cache
def _familiar() -> NDArray[np.bool_]:
    """By place, whether it is that of a Chinese character so common that it says something about what stands beside it."""
    return is_chinese() & (logarithms(np.arange(len(is_chinese()), dtype=np.uint16)) >= _COMMON)


@cache
def _suspects() -> NDArray[np.bool_]:
    """By code point, whether it has a shape like another's."""
    return flags(_shapes())
