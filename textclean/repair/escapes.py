"""repair.escapes: backslashes that a program put before quotes and for line breaks, and no program took away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.view import View
from textclean.han.chars import CLOSING, HAN, MARKS, OPENING

_BESIDE = f"[{HAN}{re.escape(MARKS)}]"
_QUOTE = re.compile(rf"(?<!\\)\\+[\"'](?:(?<={_BESIDE}\\[\"'])|(?<={_BESIDE}\\\\[\"'])|(?={_BESIDE}))")
_ANY_QUOTE = re.compile(r"(?<!\\)\\+([\"'])")
_SLASH = re.compile(rf"(?<={_BESIDE})\\/(?={_BESIDE})")
_BREAK = re.compile(rf"(?<=[{HAN}。！？；：…{re.escape(CLOSING)}n])((?:\\r)?\\n)(?=[{HAN}{re.escape(OPENING)}\u3000 \\\d]|$)", re.M)
_DRIVE = re.compile(r"[A-Za-z]:\\|\\\\\w")


@dataclass(frozen=True)
class Escapes(Cleaner):
    r"""Take the backslash from \" in Chinese text, and make a literal \n between Chinese sentences the line break it stood for.

    Text that went through JSON, SQL or PHP once too often keeps its escapes. Where one quote of a line stands escaped beside
    Chinese, the others of that line were escaped by the same program, and lose their backslash too.

    Stays: code and JSON, where the backslash is meant; \n in a path; anything with no Chinese beside it.
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
        at = 0
        for line in view.split("\n"):
            if "\\" in line and _DRIVE.search(line) is None:
                yield from _in_line(line, at)
            at += len(line) + 1


def _in_line(line: str, at: int) -> Iterator[Hit]:
    if _QUOTE.search(line):
        for match in _ANY_QUOTE.finditer(line):
            yield Hit(at + match.start(), at + match.end(), match[1], "quote")
    for match in _SLASH.finditer(line):
        yield Hit(at + match.start(), at + match.end(), "/", "slash")
    done = 0
    for match in _BREAK.finditer(line):
        # "n" before the break is the end of the break before it, or a letter: only the former counts.
        if line[match.start() - 1] != "n" or match.start() == done:
            done = match.end()
            yield Hit(at + match.start(), at + match.end(), "\n", "break")
