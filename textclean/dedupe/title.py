"""dedupe.title: the title said again under the title, or as a file's name. Compares folded lines; knows no wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.han.chars import count_han, ends_sentence
from textclean.han.fold import bare
from textclean.han.lines import Line, is_prose, prose_lines, whole, written_lines

_FIRST = 6  # lines that hold something, among which a title comes again
_LEAST, _SHORT = 6, 5  # Chinese characters of a title that is told from a word
_LONGEST = 60
_FILE = lazy_compile(r"\.(?:docx?|pdf|wps|pptx?|txt|rtf)(?:[(（]\d{1,4}页[^()（）]{0,6}[)）])?$", re.I)
_CLOSED = frozenset("，,、。")  # marks behind which a line is no title, whatever stands before
_TAIL = lazy_compile(
    r"[_|｜—–-]{1,2} ?(?:[^_|｜—–\-，。]{0,8})(?:作文|范文|网|文库|小说|论文|资料|文章|新闻|博客|论坛|模板|总结|报告|大全|精选|之家|天地)$"
)
_PAGE = lazy_compile(r"_?第\d{1,4}页$")


@dataclass(frozen=True)
class Title(Cleaner):
    """Keep the title once where a page says it again: as a file's name above it, or a second time below.

    Templates print the title of the page, of the document and of the file. Among the first lines of a text that goes on in
    prose, a line that equals the first one, marks and the ending of a file aside, is the title again.

    Stay: poems, whose first line may be their title; titles of a few characters, unless one of five stands right below itself, above prose; lines that end as sentences do, or in a comma; what
    comes again further below.
    """

    name: ClassVar[str] = "dedupe.title"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes", "debris")
    rules: ClassVar[dict[str, str]] = {
        "again": "The second copy of the title goes.",
        "file": "The title as a file's name goes, where the title itself stands too.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        written = view.fact(written_lines)[: _FIRST + 1]
        if len(written) < 3 or not view.fact(prose_lines):
            return
        # Right below itself and above prose a title is shorter than elsewhere.
        twice = written[0].bare == written[1].bare and written[2].start in view.fact(prose_lines)
        may_be = [line for line in written[:_FIRST] if _may_be_title(line, _SHORT if twice else _LEAST)]
        if len(may_be) < 2:
            return
        key = bare(_stem(written[0].bare))
        same = [line for line in may_be if bare(_stem(line.bare)) == key]
        if len(same) < 2:
            return
        titles = [line for line in same if _stem(line.bare) == line.bare]
        kept = titles[0] if titles else same[0]
        for line in same:
            if line is not kept:
                yield Hit(*whole(view, line), "", "again" if line in titles else "file", kept.bare[:20])


def _may_be_title(line: Line, least: int) -> bool:
    """A few words that end neither as a sentence nor, as the refrain of a poem does, with a comma."""
    if line.bare[-1:] in _CLOSED or not least <= count_han(line.text) <= _LONGEST:
        return False
    return not ends_sentence(line.text) and not is_prose(line.text)


def _stem(title: str) -> str:
    return _TAIL.sub("", _PAGE.sub("", _FILE.sub("", title)))
