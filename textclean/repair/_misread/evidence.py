"""Whether what came out of a wrong decoding is Chinese, or Korean, or neither: the bounds, and why. Knows no encoding."""

from __future__ import annotations

from textclean.core.lazy import lazy_compile
from textclean.data.counts import counts
from textclean.han.chars import HAN, count_han, is_han
from textclean.han.fold import fold
from textclean.han.model import surprise

_COMMON = 8.0  # logarithm of the count of every character that a short run may be put back to
_IS_KOREAN = 0.12  # share of the commonest syllables above which a text is Korean
_KOREAN = "이다는을의에가고하지은도로니습었되기사시한를인정일스어자수있으해여대리서"
_FEW, _LONG = 40, 800  # a run is monotonous with fewer than one character in so many, counted up to so long a run
_SIGNS = lazy_compile(f"[{HAN}\\s!-~，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』…—·～％　]+")

Limits = tuple[float, float, float, float]
"""Bits a character up to which a text is Chinese: of 16 characters and more, of 8, of 4, of fewer."""

# From 16 characters on, from 8, from 4, below. Chance seldom makes UTF-8, so its outcome need only be Chinese at all, while any two
# bytes are GBK; a best reading is the better for having been chosen.
UTF8 = (24.0, 24.0, 22.0, 20.0)
WIDE = (20.0, 20.0, 18.0, 14.0)
WIDE_BEST = (16.5, 16.0, 15.0, 0.0)
GBK = (16.5, 15.0, 12.0, 8.5)
GBK_BY_HABIT = (18.0, 18.0, 17.0, 13.0)
BEST = (16.0, 14.5, 12.5, 0.0)
BEST_BY_HABIT = (17.0, 17.0, 15.0, 12.0)
EAST = (15.5, 14.0, 10.0, 0.0)
EAST_BY_HABIT = (17.0, 17.0, 15.0, 12.0)


def common(text: str) -> bool:
    return all(counts().unigram(fold(c)) >= _COMMON for c in text if is_han(c))


def _various(text: str) -> bool:
    """True unless a handful of characters is said again and again, of which any pair may be known."""
    han = [c for c in text[:400] if is_han(c)]
    return len(set(han)) * 6 > len(han) and (len(han) < 4 or len(set(han)) > 2)


def plain(text: str) -> bool:
    """True if there are hardly any signs but those that Chinese is written with."""
    odd = len(_SIGNS.sub("", text))
    return odd * 25 <= len(text)


def reads(text: str, limits: Limits, short: int) -> bool:
    """True if a text of so many Chinese characters is Chinese to the counts: bits a character at most, the more the longer it is."""
    han = count_han(text)
    if han < short or not _various(text) or not plain(text):
        return False
    limit = limits[0] if han >= 16 else limits[1] if han >= 8 else limits[2] if han >= 4 else limits[3]
    return surprise(text) <= limit and (han >= 4 or common(text))


def is_korean(text: str) -> bool:
    """True if the commonest syllables are where they are in Korean, a third of all. Elsewhere they are few."""
    syllables = [c for c in text if "\uac00" <= c <= "\ud7a3"]
    usual = sum(c in _KOREAN for c in syllables)
    return usual > 1 and usual > _IS_KOREAN * len(syllables)


def monotonous(run: str) -> bool:
    """True for a long run of few characters: no text, and dear to read."""
    return len(set(run)) * _FEW < min(len(run), _LONG)


def varied_until(text: str, start: int, end: int) -> int:
    """The place before which every run that goes on to `end` is too varied to be `monotonous`: one look for all that begin in a line."""
    seen: set[str] = set()
    for k in range(end - 1, start - 1, -1):
        seen.add(text[k])
        if len(seen) * _FEW >= _LONG:
            return k + 1
    return start
