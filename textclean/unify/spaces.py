"""unify.spaces: blanks beside Chinese marks, at the ends of lines, between all characters of a line, and blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import BLANK, masked
from textclean.core.view import View
from textclean.han.chars import CLOSING, HAN, OPENING, count_han, has_han
from textclean.han.lines import Line, is_foreign, lines

_TIGHT = "，。、；：！？“”‘’（）《》〈〉【】「」『』〔〕…"
_TIGHT_SET = re.escape(_TIGHT)
_BEFORE_MARK = lazy_compile(rf"(?<=[^\s\0]) +(?=[{_TIGHT_SET}])")
_AFTER_MARK = lazy_compile(rf"(?<=[{_TIGHT_SET}]) +(?=[^\s\0])")
_BESIDE_MARK = lazy_compile(rf" (?:(?=[{_TIGHT_SET}])|(?<=[{_TIGHT_SET}] ))")
_BEGINS_SPACED = lazy_compile(rf"\s*[{HAN}{_TIGHT_SET}] ")
_SPACED_LINE = lazy_compile(rf"(?:[{HAN}](?: |$|(?=[{_TIGHT_SET}]))|[{_TIGHT_SET}] ?)+")
# In the midst of a line: a whole sentence, which holds words that no list of characters does.
_SPACED_RUN = lazy_compile(rf"(?<![^\s，。；：！？、”）])(?:[{HAN}{_TIGHT_SET}] ){{7,}}[{HAN}{_TIGHT_SET}]")
_WORDS_OF_SENTENCES = "的了是在有不我他她这這着就也都"
_SPACED = 4  # Chinese characters in a line that is closed up
_TELLING = 2  # such words in a run that is closed up
_FORM = 3  # blanks in a row before a mark that leave room for something to be written
# A tab at the end of a line that has others is an empty cell.
_END = lazy_compile(r"(?<![ \u3000])[ \u3000]+$|(?<=[^\t\n])\t+[ \u3000]*$", re.M)
_BLANK = lazy_compile(" ")
# The sign of a heading, an item, a box to be ticked or a note: its blank is part of it.
_MARKDOWN = lazy_compile(r"\s*(?:(?:#{1,6}|[-*+]|>+|(?:\d{1,3}|[A-Za-z])[.)])(?:\s+\[[ xX]\])?|\[(?:[ xX]|\d{1,3})\]) +")
_NEAR = 8
_BOTH = "’‘“”…"  # marks that English has too
_LATIN = lazy_compile("[A-Za-z0-9]")
_GAP = {
    "add": lazy_compile(rf"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{HAN}])"),
    "remove": lazy_compile(rf"(?<=[{HAN}]) +(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) +(?=[{HAN}])"),
}
_BLANK_LINES = lazy_compile(r"\n{3,}")
_HEAD = lazy_compile(r"\A[\s\u3000]*\n|\A +(?=\S)(?![^\n]*\S {2,}\S)")  # not the first row of a table


@dataclass(frozen=True)
class Spaces(Cleaner):
    """Take out stray blanks: beside Chinese marks, at the ends of lines and of the text, between all the characters of a line.

    Typesetting for emphasis, OCR and machine translation leave them. Several blank lines become one.

    Stay: a lone blank between two Chinese characters (第一条 仓库, 本报记者 田野), between Chinese and Latin, the indent of a
    line, tabs, the blanks of a form, code, tables, the signs of Markdown and of lists (A. “…”).

    With `latin` "add" one blank is put between Chinese and Latin letters or digits, with "remove" those there are taken out.
    """

    name: ClassVar[str] = "unify.spaces"
    safety: ClassVar[Safety] = Safety.SAFE
    after: ClassVar[tuple[str, ...]] = ("repair", "unify.punctuation", "unify.quotes")
    rules: ClassVar[dict[str, str]] = {
        "mark": "Blanks beside a Chinese mark go.",
        "spaced": "A line, or a sentence in it, with a blank after every character is closed up.",
        "end": "Blanks at the end of a line, and round the text, go; its last newline stays.",
        "lines": "Several blank lines become one.",
        "latin": "A blank between Chinese and Latin letters or digits is put in or taken out, where that is asked for.",
    }

    latin: Literal["keep", "add", "remove"] = "keep"

    def find(self, view: View) -> Iterator[Hit]:
        yield from _edges(view)
        if " " not in view and self.latin != "add":
            return
        text = masked(view)
        if self.latin != "keep":
            blank = " " if self.latin == "add" else ""
            yield from (Hit(m.start(), m.end(), blank, "latin") for m in _GAP[self.latin].finditer(text))
        for line in view.fact(lines):
            if " " in line.text:
                shown = text[line.start : line.end]
                if (_BESIDE_MARK.search(shown) or _BEGINS_SPACED.match(shown)) and not is_foreign(shown):
                    yield from _in_line(line, shown)


def _edges(view: View) -> Iterator[Hit]:
    end = len(view.rstrip())
    if end == 0:
        return
    newline = "\n" if view.endswith("\n") else ""
    if view[end:] != newline:
        yield Hit(end, len(view), newline, "end")
    head = _HEAD.match(view)
    start = head.end() if head else 0
    if head:
        yield Hit(0, start, "", "end")
    may_end = " \n" in view or "\u3000\n" in view or "\t\n" in view
    for match in _END.finditer(view, start, end) if may_end else ():
        if "\t" not in match[0] or "\t" not in view[view.rfind("\n", 0, match.start()) + 1 : match.start()]:
            yield Hit(match.start(), match.end(), "", "end")
    if "\n\n\n" in view:
        yield from (Hit(m.start() + 2, m.end(), "", "lines") for m in _BLANK_LINES.finditer(view, start, end))


def _in_line(line: Line, shown: str) -> Iterator[Hit]:
    bare = shown.strip()
    if _SPACED_LINE.fullmatch(bare) and count_han(bare) >= _SPACED and f"{bare[0]} " == bare[:2]:
        inner = len(shown) - len(shown.lstrip())
        yield from (Hit(line.start + m.start(), line.start + m.end(), "", "spaced") for m in _BLANK.finditer(shown.rstrip(), inner))
        return
    for run in _SPACED_RUN.finditer(shown):
        if _TELLING <= sum(map(run[0].count, _WORDS_OF_SENTENCES)) <= count_han(run[0]) / 2:
            yield from (
                Hit(line.start + m.start(), line.start + m.end(), "", "spaced") for m in _BLANK.finditer(shown, *run.span())
            )
    sign = _MARKDOWN.match(shown)
    for pattern in (_BEFORE_MARK, _AFTER_MARK):
        for match in pattern.finditer(shown, sign.end() if sign else 0):
            if not _is_layout(shown, match) and not _is_latin(shown, match):
                yield Hit(line.start + match.start(), line.start + match.end(), "", "mark")


def _is_layout(shown: str, blank: re.Match[str]) -> bool:
    """True for the blanks of a form (甲方：    乙方：, （ ）), of a column, and for the one behind an address."""
    wide = blank.end() - blank.start()
    before, after = shown[blank.start() - 1 : blank.start()], shown[blank.end() : blank.end() + 1]
    if after == BLANK or (before in OPENING and after in CLOSING) or (after == "〈" and not has_han(before)):
        return True  # also what a dictionary says of a word behind its reading: lì 〈书〉
    return wide >= _FORM and after not in OPENING if after in _TIGHT else wide > 1 and (before == "：" or before in CLOSING)


def _is_latin(shown: str, blank: re.Match[str]) -> bool:
    """True for ’ and … of an English phrase: Latin letters on both sides."""
    left = shown[max(0, blank.start() - _NEAR) : blank.start()].rstrip(_BOTH)
    right = shown[blank.end() : blank.end() + _NEAR].lstrip(_BOTH)
    return bool(_LATIN.match(left[-1:]) and _LATIN.match(right[:1]))
