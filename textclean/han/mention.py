"""Characters that a text talks about, and Japanese: what no conversion may touch. Knows no cleaner."""

from __future__ import annotations

import itertools
import re
from functools import cache

from textclean import data
from textclean.core.view import View
from textclean.han.chars import HAN, KANA
from textclean.han.fold import fold

_QUOTED = re.compile(f"[“‘「『【《（(〈]([{HAN}])[”’」』】》）)〉]")
_WRITING_BEFORE = re.compile("(?:[写寫读讀念唸简簡]作|[繁简簡异異][体體]|部首|偏旁|字[是为為作]?)$")
_WRITING_AFTER = re.compile("字|作[“‘「『]|[简簡]化[为成為]|旁|部首|[这這那]?[个個]字|[的]?[读讀]音|[读讀写寫]作")
_NEAR = 8  # code points between two forms of one character that are set side by side
_GLOSSED = re.compile(f"([{HAN}])[（(]([{HAN}])[）)]")
_QUOTED_RUN = re.compile(f"[“‘「『]([{HAN}]{{2,6}})[”’」』]")
_LISTED = re.compile(f"[（(【]([{HAN}])(?:[、，,/／](?:[{HAN}]))+[）)】]|【[{HAN}]】")
_HAS_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_KANA_WORD = re.compile(f"[{HAN}{KANA}]*[ぁ-ゖァ-ヺ][{HAN}{KANA}]*")
_HAN_RUN = re.compile(f"[{HAN}]+")
_LIST_SIGN = re.compile("[（(【]")

_LONGEST_WORD = 8


def mentioned(view: View) -> tuple[tuple[int, int], ...]:
    """Spans of single characters that stand in quotes or brackets and are spoken of as characters. A fact.

    A quoted character counts if a word for writing stands against it (“發”字, 写作「髮」), or if the quoted character next to it
    is another form of the same (“發”和“髮”): emphasis on one character is no talk about it.

    >>> mentioned(View("“發”和“髮”不同，求“嚴”"))
    ((1, 2), (5, 6))
    """
    quoted = list(_QUOTED.finditer(view))
    found = {match.span() for match in _LISTED.finditer(view)} if _LIST_SIGN.search(view) else set()
    for match in quoted:
        if _WRITING_BEFORE.search(view, max(0, match.start() - 4), match.start()) or _WRITING_AFTER.match(view, match.end()):
            found.add(match.span(1))
    for one, other in itertools.pairwise(quoted):
        if other.start() - one.end() <= _NEAR and _same(one[1], other[1]):
            found |= {one.span(1), other.span(1)}
    for match in _GLOSSED.finditer(view) if _LIST_SIGN.search(view) else ():
        if _same(match[1], match[2]):
            found |= {match.span(1), match.span(2)}
    for match in _QUOTED_RUN.finditer(view):
        if len({*map(fold, match[1])}) < len({*match[1]}):
            found.add(match.span(1))
    return tuple(sorted(found))


def _same(one: str, other: str) -> bool:
    return one != other and fold(one) == fold(other)


def japanese(view: View) -> tuple[tuple[int, int], ...]:
    """Spans of words with kana in or against them, and of short runs that hold a form only Japan writes. A fact.

    The particle の alone between Chinese words is decoration and does not make its neighbours Japanese.

    >>> japanese(View("他說「八時に」，然後走了"))
    ((3, 6),)
    """
    found = []
    if _HAS_KANA.search(view):
        found += [m.span() for m in _KANA_WORD.finditer(view) if m[0].count("の") < len(_HAS_KANA.findall(m[0]))]
    new = _new_forms()
    if new.search(view):
        found += [m.span() for m in _HAN_RUN.finditer(view) if len(m[0]) <= _LONGEST_WORD and new.search(m[0])]
    return tuple(sorted(set(found)))


def has_kana(text: str) -> bool:
    """True if a letter of Japanese stands in it: 々 and the long mark alone are none."""
    return _HAS_KANA.search(text) is not None


@cache
def _new_forms() -> re.Pattern[str]:
    """The forms that Japan alone writes."""
    return re.compile("[" + "".join(form for form, *_ in data.rows("japanese.tsv")) + "]")
