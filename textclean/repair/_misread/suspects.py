"""Where a text may have been decoded wrongly: one pass over its code points, which clean text leaves at once. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from textclean.han.codes import at_any, code_points
from textclean.han.model import logarithms, places_of

NARROW, CORE, HANGUL, BIG5, LOST = "narrow", "core", "hangul", "big5", "lost"
Places = dict[str, list[int]]
"""Positions of suspects, kind by kind; a kind without any is absent."""

_LETTER, _HIGH, _CORE, _LOSS, _HANGUL, _BIG5, _RUIN, _REPLACED = 1, 2, 4, 8, 16, 32, 64, 128
_RARE = 9.0  # logarithm of the count below which a character is seldom met

# What bytes above 127 become in Latin-1, Windows-1252, Windows-1251 and Mac Roman; pairs of them in UTF-8 lie below U+0800.
SIGNS = "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u2044\u20ac\u2116\u2122\u2126\u2202\u2206\u220f\u2211\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u25ca\uf8ff\ufb01\ufb02\ufffd"


def suspects(text: str) -> Places:
    """Two letters beyond ASCII side by side; rare characters close together that other encodings make of Chinese; Hangul."""
    kinds = _kinds().take(code_points(text))
    held = int(np.bitwise_or.reduce(kinds)) if len(kinds) else 0
    found = {kind: find(kinds) for kind, (needed, find) in _FINDERS.items() if held & needed}
    return {kind: places.tolist() for kind, places in found.items() if len(places)}


def _lost(kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    is_ruin = kinds & _RUIN != 0
    is_lost = kinds & _REPLACED != 0
    is_lost[:-1] |= is_ruin[:-1] & is_ruin[1:]
    return np.flatnonzero(is_lost)


def _narrow(kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    return np.flatnonzero((kinds[:-1] & _LETTER != 0) & (kinds[1:] & (_LETTER | _HIGH) != 0))


def _of_core(kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    at = at_any(kinds, _CORE)
    before_loss = at[kinds.take(at + 1, mode="clip") & _LOSS != 0]
    close = _close(at, 2, 4)
    return np.union1d(close, before_loss) if len(before_loss) else close


_FINDERS: dict[str, tuple[int, Callable[[NDArray[np.uint8]], NDArray[np.intp]]]] = {
    LOST: (_RUIN | _REPLACED, _lost),
    NARROW: (_LETTER, _narrow),
    CORE: (_CORE, _of_core),
    HANGUL: (_HANGUL, lambda kinds: _close(at_any(kinds, _HANGUL), 3, 8)),
    BIG5: (_BIG5, lambda kinds: _close(at_any(kinds, _BIG5), 2, 5)),
}
"""What finds each kind, behind the flags of which a text must hold one."""


def _close(places: NDArray[np.intp], number: int, within: int) -> NDArray[np.intp]:
    """Of ascending places, those from which `number` stand within so many characters."""
    if len(places) < number:
        return places[:0]
    return places[: len(places) - number + 1][places[number - 1 :] - places[: len(places) - number + 1] < within]


def first_core(text: str, start: int, end: int) -> int:
    """The first place between `start` and `end` where UTF-8 read as GBK can begin; -1 if there is none."""
    match = _core_pattern().search(text, start, end)
    return match.start() if match else -1


@cache
def _core() -> str:
    """What GBK makes of the first two bytes of a character of UTF-8: of the Chinese ones, and of the marks of Chinese."""
    leads = (*range(0xE2, 0xEA), 0xEF)
    return "".join(bytes((lead, second)).decode("gbk", "ignore") for lead in leads for second in range(0x80, 0xC0))


@cache
def _core_pattern() -> re.Pattern[str]:
    return re.compile(f"[{_core()}]")


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kinds of every code point, as bits."""
    kinds = np.zeros(0x110000, np.uint8)
    kinds[0x80:0x800] |= _HIGH
    kinds[0x80:0xA0] |= _LETTER
    kinds[0xC0:0x800] |= _LETTER
    kinds[0x1E00:0x2000] |= _LETTER
    for sign in (0xD7, 0xF7):
        kinds[sign] = _HIGH
    kinds[code_points(re.sub(".-.", _range, SIGNS))] |= _HIGH
    kinds[code_points("∞∏π∫Ω√≈‰")] |= _LETTER
    kinds[code_points(_core())] |= _CORE
    kinds[code_points("\ufffd?€")] |= _LOSS
    kinds[code_points("锟斤拷烫屯嚙踝蕭")] |= _RUIN
    kinds[0xFFFD] |= _REPLACED | _RUIN
    kinds[0xE000:0xF900] |= _LOSS
    kinds[0xAC00:0xD7A4] |= _HANGUL
    second_level = "".join(
        bytes((lead, trail)).decode("big5", "ignore")
        for lead in range(0xC9, 0xFA)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    kinds[code_points(second_level)[logarithms(places_of(code_points(second_level))) < _RARE]] |= _BIG5
    kinds[code_points("ㄛ﹝ㄩ▲◎")] |= _BIG5  # the marks ，。：《》 of GBK
    return kinds


def _range(match: re.Match[str]) -> str:
    first, last = match[0][0], match[0][2]
    return "".join(map(chr, range(ord(first), ord(last) + 1)))
