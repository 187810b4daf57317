"""How likely Chinese characters are as neighbours, from the counts that ship. Knows no cleaner and no threshold."""

from __future__ import annotations

import itertools
import math

from textclean.data.counts import DIGITS, LATIN, OTHER, counts
from textclean.han.chars import is_han
from textclean.han.fold import fold


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


def familiar(text: str) -> float:
    """Share of neighbouring Chinese characters that were ever counted as neighbours; 0 for a text with no such pair.

    >>> familiar("办公室的工作") > 0.9 > 0.2 > familiar("鍔炲叕瀹ょ殑")
    True
    """
    folded = fold(text)
    pairs = [(a, b) for a, b in itertools.pairwise(folded) if is_han(a) and is_han(b)]
    return sum(pair(a, b) >= 0 for a, b in pairs) / len(pairs) if pairs else 0.0
