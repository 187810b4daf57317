"""repair.pinyin: readings that a page's program put behind characters. Knows readings by a table; what a writer glosses stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple
from unicodedata import combining, normalize

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.data.counts import counts
from textclean.han.chars import HAN, MARKS, count_han, is_han
from textclean.han.fold import fold
from textclean.han.tables import chain

# Letters of Pinyin with their tone marks, precomposed or not, in both cases, and the two that fonts write ɑ and ɡ.
_LETTERS = "a-zA-Zɑɡ\u00c0-\u017f\u01cd-\u01dc\u01f8\u01f9\u1e3e\u1e3f\u1ebc\u1ebd\u0300\u0301\u0304\u0306\u0308\u030c:"
_GLOSS = lazy_compile(rf"(?<=[{HAN}])\( ?([{_LETTERS}]{{1,12}}[1-5]?) ?\)( ?)")
_GLOSSED_WORD = lazy_compile(rf"(?<=[{HAN}]{{2}})\([{_LETTERS}]{{1,12}}[1-5]?(?:[ ·'’-][{_LETTERS}]{{1,12}}[1-5]?){{1,8}}\)")

_CLOSES_UP = lazy_compile(rf"[{HAN}{re.escape(MARKS)}\s]|\Z")

_HABIT = 3  # readings that fit, of as many characters, from which a page's program is at work
_SHARE = 0.8  # share of the glosses that must be readings of their characters
_EVERYWHERE = 0.6  # share of the occurrences of a glossed character that a program glosses; a writer does it once
_ALWAYS = 0.9
_REPEATED = 3  # characters glossed again and again, from which it is a program whatever the text is about
_CHANGED = 0.7  # share of glosses on characters that a conversion changes, where none comes back
_LIST = 8  # different glossed characters …
_ONLY_CHANGED = 0.95  # … of which a conversion changes this share: only a program's list explains them
_COMMON = 10.0  # logarithm of the count of a character that no reader needs to be told
_MOSTLY = 0.7  # share of the glosses that must stand on such characters
_VARIES = 0.2  # share of glosses that give a character another reading than it mostly has: a lesson about such characters
_ALONE = 0.3  # share of glosses on characters that stand alone: a list of words
_DENSE = 0.55  # share of the characters in the lines with glosses: a text for children
_AT_ONCE = 0.3  # share of glosses that follow each other at once: whole words are glossed …
_BY_CHANCE = 2.0  # … unless there are so many that it must come to that
_WORDS = 0.2  # glossed words for each glossed character, from which a writer glosses both
_FEW_BLANKS = 0.05  # share of glosses before blanks, below which the blanks are the text's own

_LESSON = lazy_compile(
    "拼音|注音|[读讀]音|[读讀]作|[读讀]成|多音|[声聲][调調]|生字|生[词詞]|音[节節]|[汉漢][语語]水平|[对對]外[汉漢][语語]|字典|[词詞]典|[认認][读讀]|[识識]字"
)


@dataclass(frozen=True)
class Pinyin(Cleaner):
    """Take out readings in brackets that were injected behind single characters: 學(xué)生 關(guān)于 → 學生 關于.

    Content farms turn a text to traditional characters and gloss some of them by program, from a fixed list. A reading goes if it
    belongs to the character before it, and if the glosses of the text are a program's: it glosses common characters, the same
    ones wherever they stand, while a writer glosses hard or new ones, and once. Where no character comes back, those that a
    conversion changes are what programs gloss.

    Stay: full-width glosses such as 不（bù）; readings of two syllables (蟪蛄(huì gū)); fewer than three; a textbook that glosses
    one character after the other, or a new word where it is new; glossaries, whose characters stand alone; lessons on
    characters with two readings; glosses of rare characters.
    """

    name: ClassVar[str] = "repair.pinyin"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.entities")

    def versions(self) -> dict[str, str]:
        return {name: data.version(name) for name in ("readings.tsv", "bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        if "(" not in view:
            return
        text = masked(view)
        glosses = [(m, _Gloss(m.start() - 1, text[m.start() - 1], m[1])) for m in _GLOSS.finditer(text)]
        fitting = [(m, gloss) for m, gloss in glosses if _is_reading(gloss.character, gloss.reading)]
        if len(fitting) < _HABIT or len(fitting) < _SHARE * len(glosses):
            return
        if not _is_program(text, [gloss for _, gloss in fitting]):
            return
        stray = [bool(m[2]) and _CLOSES_UP.match(text, m.end()) is not None for m, _ in fitting]
        closes_up = sum(stray) > _FEW_BLANKS * len(fitting)
        for (match, _), blank in zip(fitting, stray, strict=True):
            yield Hit(match.start(), match.end() if blank and closes_up else match.end() - len(match[2]), "", "", match[1])


class _Gloss(NamedTuple):
    at: int  # of the character
    character: str
    reading: str


def _is_program(text: str, glosses: list[_Gloss]) -> bool:
    """True if a list of characters was glossed, and no lesson given."""
    n = len(glosses)
    glossed = Counter(gloss.character for gloss in glosses)
    if len(glossed) < _HABIT or _is_lesson_by_form(text, glosses):
        return False
    if sum(_is_common(gloss.character) for gloss in glosses) < _MOSTLY * n:
        return False
    readings = Counter((gloss.character, gloss.reading.casefold()) for gloss in glosses)
    usual: Counter[str] = Counter()
    for (character, _), times in readings.items():
        usual[character] = max(usual[character], times)
    if n - usual.total() > _VARIES * n:
        return False
    changed = sum(_is_changed(gloss.character) for gloss in glosses)
    if len(glossed) >= _LIST and changed >= _ONLY_CHANGED * n and not _LESSON.search(text):
        return True
    there = Counter(text)
    again = [c for c in glossed if there[c] > 1]
    if sum(glossed[c] for c in again) < _EVERYWHERE * sum(there[c] for c in again):
        return False
    if sum(glossed[c] > 1 and glossed[c] >= _ALWAYS * there[c] for c in again) >= _REPEATED:
        return True
    if _LESSON.search(text):
        return False
    return any(glossed[c] > 1 for c in again) or changed >= _CHANGED * n


def _is_lesson_by_form(text: str, glosses: list[_Gloss]) -> bool:
    """True for a text that glosses nearly every character, whole words, or characters that stand alone."""
    n = len(glosses)
    if sum(1 for _ in _GLOSSED_WORD.finditer(text)) > _WORDS * n:
        return True
    ends = [_end(text, gloss) for gloss in glosses]
    alone = sum(
        not (is_han(text[gloss.at - 1 : gloss.at]) or text[gloss.at - 1 : gloss.at] == ")") and not is_han(text[end : end + 1])
        for gloss, end in zip(glosses, ends, strict=True)
        if gloss.at
    )
    if alone > _ALONE * n:
        return True
    dense = n / max(sum(count_han(line) for line in text.split("\n") if _GLOSS.search(line)), 1)
    at_once = sum(gloss.at == end for gloss, end in zip(glosses[1:], ends, strict=False)) / n
    return dense > _DENSE or at_once > max(_AT_ONCE, _BY_CHANCE * dense)


def _end(text: str, gloss: _Gloss) -> int:
    """Where the text goes on behind a gloss and its blank."""
    end = text.index(")", gloss.at) + 1
    return end + 1 if text[end : end + 1] == " " else end


def _is_common(character: str) -> bool:
    return counts().unigram(fold(character)) >= _COMMON


def _is_changed(character: str) -> bool:
    return fold(character) != character or character in _changed()


def _is_reading(character: str, gloss: str) -> bool:
    return character in _readings().get(_toneless(gloss), "")


def _toneless(gloss: str) -> str:
    """A syllable without its tone, v for ü.

    >>> [_toneless(gloss) for gloss in ("lǜ", "Xué", "xue2", "nu:3", "ɡuɑ̄n")]
    ['lv', 'xue', 'xue', 'nv', 'guan']
    """
    plain = "".join(c for c in normalize("NFD", gloss.lower().rstrip("12345")) if not combining(c) or c == "\u0308")
    return plain.replace("u\u0308", "v").replace("u:", "v").replace("\u0308", "").replace("ɑ", "a").replace("ɡ", "g")


@cache
def _readings() -> dict[str, str]:
    return {syllable: characters for syllable, characters, *_ in data.rows("readings.tsv")}


@cache
def _changed() -> frozenset[str]:
    """The characters of simplified text that stand for other ones in traditional text."""
    return frozenset(key for table in chain("s2t")[0] for key in table if len(key) == 1)
