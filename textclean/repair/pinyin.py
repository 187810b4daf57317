"""repair.pinyin: readings that a page's program put behind characters. Knows readings by a table; what a writer glosses stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar
from unicodedata import combining, normalize

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import HAN

_GLOSS = re.compile(rf"(?<=[{HAN}])\(([a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüńňǹḿ]{{1,6}})\)( ?)")
_HABIT = 3  # readings that fit from which a page's program is at work
_TEXTBOOK = 0.3  # share of readings that follow each other at once: a text for children glosses every character
_SHARE = 0.8  # share of the glosses that must be readings of their characters


@dataclass(frozen=True)
class Pinyin(Cleaner):
    """Take out readings in brackets that were injected behind single characters: 學(xué)生 關(guān)于 → 學生 關于.

    Content farms turn a text to traditional characters and gloss some of them by program. A reading goes if it belongs to the
    character before it, and if the text has the habit.

    Stay: full-width glosses such as 不（bù）; readings of two syllables (蟪蛄(huì gū)); fewer than three; a textbook that glosses
    one character after the other.
    """

    name: ClassVar[str] = "repair.pinyin"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.entities")

    def versions(self) -> dict[str, str]:
        return {"readings.tsv": data.version("readings.tsv")}

    def find(self, view: View) -> Iterator[Hit]:
        if "(" not in view:
            return
        text = masked(view)
        glosses = list(_GLOSS.finditer(text))
        if len(glosses) < _HABIT:
            return
        fitting = [m for m in glosses if _is_reading(text[m.start() - 1], m[1])]
        at_once = sum(text[m.end() + 1 : m.end() + 2] == "(" for m in fitting)
        if len(fitting) < _HABIT or len(fitting) < _SHARE * len(glosses) or at_once > _TEXTBOOK * len(fitting):
            return
        for match in fitting:
            blank = bool(match[2]) and re.match(f"[{HAN}]", text[match.end() : match.end() + 1]) is not None
            yield Hit(match.start(), match.end() if blank else match.end() - len(match[2]), "", "", match[1])


def _is_reading(character: str, gloss: str) -> bool:
    return character in _readings().get(_toneless(gloss), "")


def _toneless(gloss: str) -> str:
    """A syllable without its tone, v for ü.

    >>> _toneless("lǜ"), _toneless("xué")
    ('lv', 'xue')
    """
    plain = "".join(c for c in normalize("NFD", gloss) if not combining(c) or c == "\u0308")
    return plain.replace("u\u0308", "v").replace("\u0308", "")


@cache
def _readings() -> dict[str, str]:
    return {syllable: characters for syllable, characters, *_ in data.rows("readings.tsv")}
