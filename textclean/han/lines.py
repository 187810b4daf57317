"""Lines and paragraphs of a text as spans, and whether a line reads as prose. Knows no rule of any cleaner."""

from __future__ import annotations

import re
from typing import NamedTuple

from textclean.core.view import View
from textclean.han.chars import count_han, ends_sentence


class Line(NamedTuple):
    """A line without its newline: code points `start` to `end` of the text, and what stands there."""

    start: int
    end: int
    text: str

    @property
    def bare(self) -> str:
        """The line without the blanks round it."""
        return self.text.strip()

    @property
    def is_blank(self) -> bool:
        return not self.text or self.text.isspace()


def lines(view: View) -> tuple[Line, ...]:
    """All lines, in order. A fact: `view.fact(lines)`."""
    found = []
    at = 0
    for text in view.split("\n"):
        found.append(Line(at, at + len(text), text))
        at += len(text) + 1
    return tuple(found)


def whole(view: View, line: Line) -> tuple[int, int]:
    """The span of a line with the one newline that goes when the line goes: its own, or for the last line the one before."""
    if line.end < len(view):
        return line.start, line.end + 1
    return max(line.start - 1, 0), line.end


_CLAUSE = re.compile(r"[，。；！？,;!?]")
PROSE = 24


def is_prose(line: str) -> bool:
    """True if a line reads as running text: long enough to hold a clause, with marks between or a full stop at its end.

    >>> is_prose("他把灯举高了一点，火苗很稳，照见了门口的石阶和石阶上的雪。")
    True
    >>> is_prose("上一篇：关于清理户外广告的通告")
    False
    """
    han = count_han(line)
    return (han >= PROSE and bool(_CLAUSE.search(line))) or (
        han >= 8 and ends_sentence(line) and bool(re.search("[，。！？]", line))
    )


_LATIN_WORD = re.compile(r"[A-Za-z]+")


def is_foreign(line: str) -> bool:
    """True for a line in which words of Latin letters outweigh Chinese: its marks are its own.

    >>> is_foreign("Please read 说明, then restart."), is_foreign("先读 README, 再重启")
    (True, False)
    """
    words = len(_LATIN_WORD.findall(line))
    return words > 2 and words * 2 > count_han(line)
