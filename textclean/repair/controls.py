"""repair.controls: characters that nobody sees and no writer typed. Knows code points, not Chinese."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar
from unicodedata import combining

import numpy as np
from numpy.typing import NDArray

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.han.codes import CODE_POINTS, code_points

_SUSPECT = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0xA0), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180E, 0x180E), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xE000, 0xF8FF), (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFC), (0xE0000, 0xE007F),
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(17)),
)  # fmt: skip
_ESCAPE_SEQUENCE = lazy_compile(r"\x1b\[[0-9;?]{0,16}[A-Za-z]")
_BREAKS = lazy_compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NO_BREAK_SPACE = "\xa0"
_SPACES = lazy_compile("[ \t\u3000\xa0]*")

# Joiners and direction marks do real work between emoji and in scripts that are joined or run from right to left.
_PICTURE = lazy_compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d"
    "\u3297\u3299\ufe0f\U0001f000-\U0001faff]"
)
_JOINED_SCRIPT = lazy_compile("[\u0590-\u08ff\u0900-\u0dff\u0e80-\u109f\u1780-\u17ff\u1800-\u18af\ufb1d-\ufdff\ufe70-\ufefe]")
_UNSPACED_SCRIPT = lazy_compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # a zero-width space parts the words of Thai and Khmer
_OLD_KOREAN = lazy_compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_RIGHT_TO_LEFT = lazy_compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_JOINERS = "\u034f\u180e\u200c\u200d"
_MARKS_OF_DIRECTION = "\u061c\u200e\u200f"
_SPANS_OF_DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# A black flag, with letters from the tag block behind it and a tag that ends it: the flags of England, Scotland, Wales.
_FLAG = lazy_compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_LONGEST_FLAG = 8
_PRIVATE = lazy_compile("[\ue000-\uf8ff]+")
_LETTER = lazy_compile(r"\w")


@dataclass(frozen=True)
class Controls(Cleaner):
    """Take out control characters, zero-width characters, soft hyphens and direction marks; make every line break a newline.

    Pages carry them from word processors, from scripts that mark copies, and as leftovers of icon fonts. They split words for
    every tool that comes later and cannot be seen. A no-break space becomes a plain one, or nothing at the edge of a line.

    Stay: joiners between emoji and in Arabic, Indic or Mongolian words; zero-width spaces between Thai words; direction marks
    beside letters that run from right to left, and all of them round a passage in a line with such letters; flags made of tag
    characters; variation selectors behind something that varies; fillers of old Korean; tabs, U+FFFD, and private-use characters
    behind a letter, which may be part of a name.
    """

    name: ClassVar[str] = "repair.controls"
    safety: ClassVar[Safety] = Safety.SAFE
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    rules: ClassVar[dict[str, str]] = {
        "invisible": "Characters without a glyph go.",
        "break": "Every line break becomes a newline.",
        "space": "A no-break space becomes a space, or nothing at the edge of a line.",
        "icon": "A private-use character that stands before its word, or apart, is a glyph of an icon font, and goes.",
        "private": "Finding: a private-use character behind a letter; what it was only its font could tell.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        spaces_end = done = 0
        for at in np.flatnonzero(_is_suspect().take(code_points(view))).tolist():
            if at < done:
                continue
            if view[at] != _NO_BREAK_SPACE:
                hit = _judge(view, at)
                if hit is not None:
                    yield hit
                    done = hit.end
            elif at >= spaces_end:
                spaces_end = _end_of_spaces(view, at)
                yield from _no_break_spaces(view, at, spaces_end)


@cache
def _is_suspect() -> NDArray[np.bool_]:
    """By code point. A look-up of every character is many times quicker than a search for so many."""
    table = np.zeros(CODE_POINTS, np.bool_)
    for first, last in _SUSPECT:
        table[first : last + 1] = True
    return table


def _judge(view: View, at: int) -> Hit | None:
    character = view[at]
    sequence = _ESCAPE_SEQUENCE.match(view, at)
    if sequence:
        return Hit(at, sequence.end(), "", "invisible", "a terminal's escape sequence")
    broken = _BREAKS.match(view, at)
    if broken:
        return Hit(at, broken.end(), "\n", "break")
    if "\ue000" <= character <= "\uf8ff":
        return _private(view, at)
    if _is_at_work(view, at, character, view[at - 1 : at] if at else "", view[at + 1 : at + 2]):
        return None
    return Hit(at, at + 1, "", "invisible", f"U+{ord(character):04X}")


def _is_at_work(view: View, at: int, character: str, before: str, after: str) -> bool:
    """True for an invisible character that does something where it stands."""
    if character in _JOINERS and _JOINED_SCRIPT.match(before) and (_JOINED_SCRIPT.match(after) or character == "\u200d"):
        return True
    if character == "\u200d":
        return bool(_PICTURE.match(before) and _PICTURE.match(after)) and after != "\ufe0f"
    if character == "\u034f":
        return combining(after) > 0 if after else False
    if character == "\u200b":
        return bool(_UNSPACED_SCRIPT.match(before) and _UNSPACED_SCRIPT.match(after))
    if character in _MARKS_OF_DIRECTION:
        return _RIGHT_TO_LEFT.search(view, max(0, at - 2), at + 3) is not None
    if character in _SPANS_OF_DIRECTION:
        return _in_right_to_left_line(view, at)
    if "\ufe00" <= character <= "\ufe0f":
        return before != "" and not before.isspace()  # behind nothing there is nothing to vary
    if "\U000e0020" <= character <= "\U000e007f":
        return any(m.start() < at < m.end() for m in _FLAG.finditer(view, max(0, at - _LONGEST_FLAG), at + _LONGEST_FLAG))
    if character in "\u115f\u1160":
        return bool(_OLD_KOREAN.match(before) or _OLD_KOREAN.match(after))
    return character in "\u17b4\u17b5" and "\u1780" <= before <= "\u17ff"


def _end_of_spaces(view: View, at: int) -> int:
    blank = _SPACES.match(view, at)
    return blank.end() if blank else at


def _no_break_spaces(view: View, at: int, end: int) -> Iterator[Hit]:
    """The no-break spaces of a run of blanks, of which `at` is the first."""
    start = at
    while start and view[start - 1] in " \t\u3000":
        start -= 1
    at_edge = start == 0 or view[start - 1] == "\n" or end == len(view) or view[end] == "\n"
    yield from (Hit(k, k + 1, "" if at_edge else " ", "space") for k in range(at, end) if view[k] == _NO_BREAK_SPACE)


def _private(view: View, at: int) -> Hit:
    run = _PRIVATE.match(view, at)
    end = run.end() if run else at + 1
    # An icon stands before its word, or apart; what stands against the end of a word may be part of a name.
    if at and _LETTER.match(view[at - 1]):
        return Hit(at, end, None, "private", "no meaning without its font")
    return Hit(at, end, "", "icon")


def _in_right_to_left_line(view: View, at: int) -> bool:
    """True if the line holds letters that run from right to left: a passage is turned there by two marks, far from each other."""
    lines = view.fact(_right_to_left_lines)
    k = bisect_right(lines, (at, len(view) + 1)) - 1
    return k >= 0 and at < lines[k][1]


def _right_to_left_lines(view: View) -> tuple[tuple[int, int], ...]:
    """Start and end of the lines with letters that run from right to left. A fact."""
    found = []
    at = 0
    for line in view.split("\n"):
        if _RIGHT_TO_LEFT.search(line):
            found.append((at, at + len(line)))
        at += len(line) + 1
    return tuple(found)
