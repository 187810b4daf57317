"""repair.hangul: Korean syllables that stand for Chinese characters. The pairs are a table; what is Korean is left to Korean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import CLOSING, MARKS, OPENING, is_han
from textclean.han.marks import signs_in

_RUN = lazy_compile("[가-힣]+")
_LONGEST = 2
_TALK = lazy_compile("[韩韓][语語文字]|朝[鲜鮮][语語文]|[谚諺]文|音[节節]|[训訓]民正音|字母|[发發]音|[读讀]音")
_NEAR = 12  # code points round a syllable in which such a word says that it is meant


@dataclass(frozen=True)
class Hangul(Cleaner):
    """Put back characters for which a single Korean syllable stands: 年轻그 → 年轻人, 그늀 → 人就.

    Novel sites replace common characters by syllables that look a little like them, against copying.

    Stay: Korean words; a syllable in quotes or brackets, or near a word for Korean, which is talked about; one with no Chinese character beside it; syllables
    that are in no table, which are reported.
    """

    name: ClassVar[str] = "repair.hangul"
    safety: ClassVar[Safety] = Safety.GUESS
    after: ClassVar[tuple[str, ...]] = ("repair.controls",)
    rules: ClassVar[dict[str, str]] = {
        "stand-in": "A syllable of the table between Chinese characters becomes its character.",
        "unknown": "Finding: a single syllable between Chinese characters that is in no table.",
    }

    def versions(self) -> dict[str, str]:
        return {"hangul.tsv": data.version("hangul.tsv")}

    def find(self, view: View) -> Iterator[Hit]:
        if _RUN.search(view.fact(signs_in)) is None:
            return
        table = _table()
        text = masked(view)
        for run in _RUN.finditer(text):
            before, after = text[run.start() - 1 : run.start()] if run.start() else "", text[run.end() : run.end() + 1]
            if len(run[0]) > _LONGEST or not _among_chinese(before, after) or _is_spoken_of(text, run):
                continue
            if all(syllable in table for syllable in run[0]):
                yield Hit(run.start(), run.end(), "".join(map(table.__getitem__, run[0])), "stand-in")
            elif len(run[0]) == 1 and is_han(before) and is_han(after):
                yield Hit(run.start(), run.end(), None, "unknown", "stands for a character that no table tells")


def _among_chinese(before: str, after: str) -> bool:
    """True if a Chinese character stands on one side and nothing foreign on the other; a syllable in quotes is no stand-in."""
    if before and before in OPENING and after and after in CLOSING:
        return False
    sides = [not side or is_han(side) or side in MARKS or side in "\n,.;:!?" for side in (before, after)]
    return all(sides) and (is_han(before) or is_han(after))


def _is_spoken_of(text: str, run: re.Match[str]) -> bool:
    """True if a word for Korean or for writing stands near, in the same line."""
    before, after = text[max(0, run.start() - _NEAR) : run.start()], text[run.end() : run.end() + _NEAR]
    return _TALK.search(before.rpartition("\n")[2] + "\n" + after.partition("\n")[0]) is not None


@cache
def _table() -> dict[str, str]:
    return {syllable: character for syllable, character, *_ in data.rows("hangul.tsv")}
