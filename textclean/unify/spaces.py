"""unify.spaces: blanks beside Chinese marks, at the ends of lines, between all characters of a line, and blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import BLANK, masked
from textclean.core.view import View
from textclean.han.chars import HAN
from textclean.han.lines import Line, is_foreign, lines

_TIGHT = "，。、；：！？“”‘’（）《》〈〉【】「」『』〔〕…"
_TIGHT_SET = re.escape(_TIGHT)
_BEFORE_MARK = re.compile(rf"(?<=[^\s\0]) +(?=[{_TIGHT_SET}])")
_AFTER_MARK = re.compile(rf"(?<=[{_TIGHT_SET}]) +(?=[^\s\0])")
_SPACED_LINE = re.compile(rf"[{HAN}](?:[ ][{HAN}，。、；：！？（）《》“”]){{3,}}")
_SPACED_RUN = re.compile(rf"(?<![^\s])[{HAN}](?:[ ][{HAN}]){{5,}}(?![^\s])")
_END = re.compile(r"[ \t\u3000]+$", re.M)
_BLANK_LINES = re.compile(r"\n{3,}")
_HEAD = re.compile(r"\A[\s\u3000]*\n|\A +(?=\S)")


@dataclass(frozen=True)
class Spaces(Cleaner):
    """Take out stray blanks: beside Chinese marks, at the ends of lines and of the text, between all the characters of a line.

    Typesetting for emphasis, OCR and machine translation leave them. Several blank lines become one.

    Stay: a lone blank between two Chinese characters (第一条 仓库, 本报记者 田野), between Chinese and Latin, the indent of a
    line, tabs, the blanks of a form, code and tables.
    """

    name: ClassVar[str] = "unify.spaces"
    safety: ClassVar[Safety] = Safety.SAFE
    after: ClassVar[tuple[str, ...]] = ("repair", "unify.punctuation", "unify.quotes")
    rules: ClassVar[dict[str, str]] = {
        "mark": "Blanks beside a Chinese mark go.",
        "spaced": "A line with a blank after every character is closed up.",
        "end": "Blanks at the end of a line, and round the text, go; its last newline stays.",
        "lines": "Several blank lines become one.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        yield from _edges(view)
        if " " not in view:
            return
        text = masked(view)
        for line in view.fact(lines):
            shown = text[line.start : line.end]
            if " " in shown and not is_foreign(shown):
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
    yield from (Hit(m.start(), m.end(), "", "end") for m in _END.finditer(view, start, end))
    yield from (Hit(m.start() + 2, m.end(), "", "lines") for m in _BLANK_LINES.finditer(view, start, end))


def _in_line(line: Line, shown: str) -> Iterator[Hit]:
    if _SPACED_LINE.fullmatch(shown.strip()):
        blanks = re.compile(" ")
        inner = len(shown) - len(shown.lstrip())
        yield from (Hit(line.start + m.start(), line.start + m.end(), "", "spaced") for m in blanks.finditer(shown.rstrip(), inner))
        return
    closed = list(_SPACED_RUN.finditer(shown))
    for run in closed:
        yield from (Hit(line.start + k, line.start + k + 1, "", "spaced") for k in range(run.start() + 1, run.end(), 2))
    for pattern in (_BEFORE_MARK, _AFTER_MARK):
        for match in pattern.finditer(shown):
            if not _is_layout(shown, match) and not any(run.start() <= match.start() < run.end() for run in closed):
                yield Hit(line.start + match.start(), line.start + match.end(), "", "mark")


def _is_layout(shown: str, blank: re.Match[str]) -> bool:
    """True for the blanks of a form (甲方：    乙方：) and for a column, which are wide and stand behind a colon or bracket."""
    before = shown[blank.start() - 1 : blank.start()]
    return (blank.end() - blank.start() > 1 and before in "：）】_") or shown[blank.end() : blank.end() + 1] == BLANK
