"""repair.escapes: backslashes that a program put before quotes and for line breaks, and no program took away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import CLOSING, HAN, MARKS, OPENING

_BESIDE = f"[{HAN}{re.escape(MARKS)}]"
_QUOTE = lazy_compile(rf"(?<!\\)\\+[\"'](?:(?<={_BESIDE}\\[\"'])|(?<={_BESIDE}\\\\[\"'])|(?={_BESIDE}))")
_ANY_QUOTE = lazy_compile(r"(?<!\\)\\+([\"'])")
_SLASH = lazy_compile(rf"(?<={_BESIDE})\\/(?={_BESIDE})")
_LITERAL_BREAK = r"(?:\\r)?\\n"
_AFTER_SENTENCE = lazy_compile(
    rf"(?:(?<=[。！？；…{re.escape(CLOSING)}\"])|^)({_LITERAL_BREAK}(?:[ \u3000]*{_LITERAL_BREAK})*)(?=[ \u3000]*(?:[{HAN}{re.escape(OPENING)}(A-Za-z\d]|$))"
)
_AFTER_WORD = lazy_compile(
    rf"(?<=[{HAN}：])({_LITERAL_BREAK}(?:[ \u3000]*{_LITERAL_BREAK})*)(?=[ \u3000]*[{HAN}{re.escape(OPENING)}\d])"
)
_HABIT = 2  # literal breaks behind sentences that show what those behind words are
_DRIVE = lazy_compile(r"[A-Za-z]:\\|\\\\\w")


@dataclass(frozen=True)
class Escapes(Cleaner):
    r"""Take the backslash from \" in Chinese text, and make a literal \n between Chinese sentences the line break it stood for.

    Text that went through JSON, SQL or PHP once too often keeps its escapes. Where one quote of a line stands escaped beside
    Chinese, the others of that line were escaped by the same program, and lose their backslash too.

    Stays: code and JSON, where the backslash is meant; \n in a path, or inside a sentence that talks about it; a single \" in a
    line; anything with no Chinese beside it.
    """

    name: ClassVar[str] = "repair.escapes"
    safety: ClassVar[Safety] = Safety.SAFE
    rules: ClassVar[dict[str, str]] = {
        "quote": r"\" and \' become the quote itself.",
        "slash": r"\/ between Chinese becomes /.",
        "break": r"A literal \n or \r\n between Chinese sentences becomes a newline.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        if "\\" not in view:
            return
        text = masked(view)
        lines = [line for line in text.split("\n") if _DRIVE.search(line) is None]
        habit = sum(len(_AFTER_SENTENCE.findall(line)) for line in lines if "\\n" in line) >= _HABIT
        at = 0
        for line in text.split("\n"):
            if "\\" in line and _DRIVE.search(line) is None:
                yield from _in_line(line, at, habit)
            at += len(line) + 1


def _in_line(line: str, at: int, habit: bool) -> Iterator[Hit]:
    quotes = list(_ANY_QUOTE.finditer(line))
    if len(quotes) > 1 and _QUOTE.search(line):
        yield from (Hit(at + m.start(), at + m.end(), m[1], "quote") for m in quotes)
    slashes = list(_SLASH.finditer(line))
    if len(slashes) > 1 or quotes:
        yield from (Hit(at + m.start(), at + m.end(), "/", "slash") for m in slashes)
    for pattern in (_AFTER_SENTENCE, _AFTER_WORD) if habit else (_AFTER_SENTENCE,):
        for match in pattern.finditer(line):
            breaks = len(re.findall(_LITERAL_BREAK, match[1]))
            yield Hit(at + match.start(1), at + match.end(1), "\n" * breaks, "break")
