"""Lines and paragraphs of a text as spans, and whether a line reads as prose. Knows no rule of any cleaner."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.han.chars import HAN, HAN_RANGES, count_han, ends_sentence
from textclean.han.codes import CODE_POINTS, code_points


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


def written_lines(view: View) -> tuple[Line, ...]:
    """The lines that hold something, in order. A fact: `view.fact(written_lines)`."""
    return tuple(line for line in view.fact(lines) if not line.is_blank)


def line_at(view: View, at: int) -> Line:
    """The line that holds a place, or ends there.

    >>> line_at(View("甲\\n乙丙"), 3).text
    '乙丙'
    """
    found = view.fact(lines)
    return found[bisect_right(found, at, key=lambda line: line.start) - 1]


def lines_with(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold a match, each with where it begins; the others are passed over in one scan.

    >>> list(lines_with(re.compile("丙|丁"), "甲丁\\n乙\\n丙"))
    [(0, '甲丁'), (5, '丙')]
    """
    end = 0
    while match := pattern.search(text, end):
        start = text.rfind("\n", end, match.start()) + 1 or end
        end = text.find("\n", match.start())
        end = len(text) if end < 0 else end
        yield start, text[start:end]
        if end == len(text):
            return
        end += 1


def whole(view: View, line: Line) -> tuple[int, int]:
    """The span of a line with the one newline that goes when the line goes: its own, or for the last line the one before."""
    if line.end < len(view):
        return line.start, line.end + 1
    return max(line.start - 1, 0), line.end


_CLAUSE_MARKS = "，。；！？,;!?"
_CLAUSE = lazy_compile(f"[{_CLAUSE_MARKS}]")
_SAID = lazy_compile("[，。！？]")
PROSE = 24
_LEAST_PROSE = 8  # Chinese characters of a line that is prose by the full stop at its end


def is_prose(line: str) -> bool:
    """True if a line reads as running text: long enough to hold a clause, with marks between or a full stop at its end.

    >>> is_prose("他把灯举高了一点，火苗很稳，照见了门口的石阶和石阶上的雪。")
    True
    >>> is_prose("上一篇：关于清理户外广告的通告")
    False
    """
    han = count_han(line)
    return (han >= PROSE and bool(_CLAUSE.search(line))) or (han >= _LEAST_PROSE and _is_said(line))


def _is_said(line: str) -> bool:
    return ends_sentence(line) and _SAID.search(line) is not None


class Counted(NamedTuple):
    """What the written lines hold, one entry a line."""

    han: NDArray[np.int64]
    """Chinese characters."""
    has_mark: NDArray[np.bool_]
    """Whether there is a mark that ends a clause."""


def counted(view: View) -> Counted:
    """What the written lines hold, told from all characters at once. A fact."""
    starts = [line.start for line in view.fact(written_lines)]
    if not starts:
        return Counted(np.zeros(0, np.int64), np.zeros(0, np.bool_))
    kinds = _kinds().take(code_points(view))
    # What stands between two written lines is blank.
    begins = np.array(starts)
    han, marks = (np.add.reduceat(flagged, begins, dtype=np.int64) for flagged in (kinds & _IS_HAN, kinds >> 1))
    return Counted(han, marks > 0)


def prose_lines(view: View) -> frozenset[int]:
    """Where the lines begin that read as prose, as `is_prose` tells. A fact."""
    written = view.fact(written_lines)
    known = view.known(is_prose)
    if not known:  # nothing else puts anything there: this is the first look, and worth doing for all lines at once
        han, has_mark = view.fact(counted)
        known.update((line.text, False) for line in written)
        # Without one of these marks a line is none, with one and this long it is one.
        for k in ((han >= _LEAST_PROSE) & has_mark).nonzero()[0].tolist():
            known[written[k].text] = bool(han[k] >= PROSE) or _is_said(written[k].text)
    known.update((line.text, is_prose(line.text)) for line in written if line.text not in known)
    return frozenset(line.start for line in written if known[line.text])


_IS_HAN, _IS_MARK = 1, 2


@cache
def _kinds() -> NDArray[np.uint8]:
    """By code point, whether it is Chinese, or a mark that ends a clause."""
    table = np.zeros(CODE_POINTS, np.uint8)
    table[[ord(mark) for mark in _CLAUSE_MARKS]] = _IS_MARK
    for first, last in HAN_RANGES:
        table[first:last] = _IS_HAN
    return table


_OPEN_END = lazy_compile(f"[{HAN}，、,]\\s*$")
_GOES_ON = lazy_compile(f"[{HAN}“‘「『《A-Za-z0-9]")
_STOP = lazy_compile("[。！？]")
_INNER = lazy_compile("[，。；：！？,;:].")
_HEADING = lazy_compile(
    r"[（(]?[一二三四五六七八九十百\d]{1,4}[)）、.．]|第[一二三四五六七八九十百千\d]{1,6}[章节節回条條部分卷篇]|[-*•●◆■□▪·○◎★☆#>|①-⑳]|[A-Za-z][)）.、]"
)
_FIELD = lazy_compile(r"\w{1,8}[：:](?![\d/“\"「『])")
_ARTICLE = lazy_compile(r"第[一二三四五六七八九十百千\d]{1,6}[条條款][ \u3000].{6}")  # of a law: a sentence from its first word
_ALIKE = 6  # code points
_CUT = 16  # Chinese characters of a line that stops because a page did


def is_heading(line: str) -> bool:
    """True for a line that begins with a number or a sign as headings and items of lists do.

    >>> is_heading("一、开机前的检查"), is_heading("社区广播站设备使用手册")
    (True, False)
    """
    return _HEADING.match(line) is not None


def is_cut(above: str, below: str) -> bool:
    """True if a sentence goes on in `below` that stops in `above`, where something that was no part of it stood between them.

    >>> is_cut("超过荷载限值的，由业主委员会组织，应当", "先行加固。"), is_cut("关于一楼住户的采光", "会议认为，意见合理。")
    (True, False)
    """
    then = below.strip()
    if above.strip()[:_ALIKE] == then[:_ALIKE]:
        return False  # two versions of one passage
    article = _ARTICLE.match(above.strip())
    if not _OPEN_END.search(above) or (not article and (count_han(above) < _CUT or not _INNER.search(above.strip()))):
        return False
    if above.strip()[-1] in "，、,":
        return _GOES_ON.match(then) is not None and _HEADING.match(then) is None
    return bool(_GOES_ON.match(then)) and not _HEADING.match(then) and not _FIELD.match(then) and bool(_STOP.search(then))


_LATIN_WORD = lazy_compile(r"[A-Za-z]+")


def is_foreign(line: str) -> bool:
    """True for a line in which words of Latin letters outweigh Chinese: its marks are its own.

    >>> is_foreign("Please read 说明, then restart."), is_foreign("先读 README, 再重启")
    (True, False)
    """
    words = len(_LATIN_WORD.findall(line))
    return words > 2 and words * 2 > count_han(line)
