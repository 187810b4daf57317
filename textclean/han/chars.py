"""Classes of characters, as the insides of regular-expression sets, and the marks of Chinese. Knows no rule."""

from __future__ import annotations

import re
from functools import cache

from textclean import data
from textclean.core.lazy import lazy_compile

HAN = "〇㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U000323af"
"""Chinese characters: the unified ideographs with all extensions, the compatibility ideographs, and 〇."""


def ranges(characters: str) -> tuple[tuple[int, int], ...]:
    """The inside of a set of a regular expression as code points: where each range begins and ends, the end left out.

    >>> ranges("あ-う々")
    ((12354, 12359), (12293, 12294))
    """
    return tuple((ord(first), ord(last or first) + 1) for first, last in re.findall("(.)(?:-(.))?", characters))


HAN_RANGES = ranges(HAN)

OPENING = "“‘「『（《〈【〔〖［｛﹁﹃"
CLOSING = "”’」』）》〉】〕〗］｝﹂﹄"
STOPS = "。！？"
PAUSES = "，、；："
MARKS = OPENING + CLOSING + STOPS + PAUSES + "…—～·"
"""Marks that only Chinese text has in this width."""

KANA = "ぁ-ゖァ-ヺー々"

_HAN = lazy_compile(f"[{HAN}]")
_HAN_RUN = lazy_compile(f"[{HAN}]+")
_ENDS = frozenset("。！？!?…；;")
_CLOSERS = "”’」』）)】》\"'"


def is_han(character: str) -> bool:
    """True for a Chinese character (False for the empty string).

    >>> [is_han(c) for c in ("好", "〇", "\\uf900", "걷", "の", "")]
    [True, True, True, False, False, False]
    """
    return bool(_HAN.match(character))


@cache
def is_ordinary(character: str) -> bool:
    """True if GB 2312 holds the character: simplified text writes it, if seldom.

    >>> [is_ordinary(c) for c in "者荇笁鍺"]
    [True, True, False, False]
    """
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _general() -> frozenset[str]:
    return frozenset(character for _, characters, *_ in data.rows("general.tsv") for character in characters)


def is_general(character: str) -> bool:
    """True for characters of the General Standard of 2013 that GB 2312 does not hold: of names, places and sciences.

    >>> [is_general(c) for c in "者堃笁"]
    [False, True, False]
    """
    return character in _general()


def has_han(text: str) -> bool:
    """True if there is at least one Chinese character.

    >>> has_han("OK，"), has_han("OK好")
    (False, True)
    """
    return _HAN.search(text) is not None


def count_han(text: str) -> int:
    """How many Chinese characters there are."""
    return sum(map(len, _HAN_RUN.findall(text)))


def ends_sentence(text: str) -> bool:
    """True if the text ends as a sentence does, closing quotes and blanks aside.

    >>> ends_sentence("走了。”"), ends_sentence("走了，")
    (True, False)
    """
    return text.rstrip().rstrip(_CLOSERS)[-1:] in _ENDS
