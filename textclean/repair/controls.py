"""repair.controls: characters that nobody sees and no writer typed. Knows code points, not Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import KINDS
from textclean.core.view import View

_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xa0\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f\ue000-\uf8ff]+"
)
_ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;?]{0,16}[A-Za-z]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NO_BREAK_SPACE = "\xa0"
_SPACES = re.compile("[ \t\u3000\xa0]*")

# Joiners and direction marks do real work between emoji and in scripts that are joined or run from right to left.
_PICTURE = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f]"
_JOINED_SCRIPT = "[\u0590-\u08ff\u0900-\u0dff\u0e80-\u109f\u1780-\u17ff\u1800-\u18af\ufb1d-\ufdff\ufe70-\ufefe]"
_BESIDE_JOINED_SCRIPT = re.compile(_JOINED_SCRIPT)
_BESIDE_PICTURE = re.compile(_PICTURE)
_FLAG = "\U0001f3f4"  # a black flag, with letters from the tag block behind it: the flags of England, Scotland, Wales
_TAGS = re.compile("[\U000e0020-\U000e007f]+\\Z")
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True)
class Controls(Cleaner):
    """Take out control characters, zero-width characters, soft hyphens and direction marks; make every line break a newline.

    Pages carry them from word processors, from scripts that mark copies, and as leftovers of icon fonts. They split words for
    every tool that comes later and cannot be seen. A no-break space becomes a plain one, or nothing at the edge of a line.

    Stay: joiners between emoji and in Arabic or Indic words, direction marks beside letters that run from right to left, flags
    made of tag characters, variation selectors, tabs, U+FFFD, and private-use characters behind a letter, which may be part of a
    name.
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
        for run in _SUSPECT.finditer(view):
            at = run.start()
            while at < run.end():
                hit = _judge(view, at)
                if hit is not None:
                    yield hit
                at = max(at + 1, hit.end if hit else 0)


def _judge(view: View, at: int) -> Hit | None:
    character = view[at]
    sequence = _ESCAPE_SEQUENCE.match(view, at)
    if sequence:
        return Hit(at, sequence.end(), "", "invisible", "a terminal's escape sequence")
    broken = _BREAKS.match(view, at)
    if broken:
        return Hit(at, broken.end(), "\n", "break")
    if character == _NO_BREAK_SPACE:
        return _no_break_space(view, at)
    if "\ue000" <= character <= "\uf8ff":
        return _private(view, at)
    before, after = view[at - 1 : at], view[at + 1 : at + 2]
    if character in "\u180e\u200c\u200d" and _BESIDE_JOINED_SCRIPT.match(before) and _BESIDE_JOINED_SCRIPT.match(after):
        return None
    if character == "\u200d" and _BESIDE_PICTURE.match(before) and _BESIDE_PICTURE.match(after):
        return None
    if character in "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069" and _runs_from_right(view, at):
        return None
    if "\U000e0020" <= character <= "\U000e007f" and _in_flag(view, at):
        return None
    return Hit(at, at + 1, "", "invisible", f"U+{ord(character):04X}")


def _no_break_space(view: View, at: int) -> Hit:
    blank = _SPACES.match(view, at)
    end = blank.end() if blank else at + 1
    start = at
    while start and view[start - 1] in " \t\u3000":
        start -= 1
    at_edge = start == 0 or view[start - 1] == "\n" or end == len(view) or view[end] == "\n"
    if at_edge:
        return Hit(at, at + 1, "", "space")
    return Hit(at, at + 1, " ", "space")


def _private(view: View, at: int) -> Hit:
    run = _PRIVATE.match(view, at)
    end = run.end() if run else at + 1
    # An icon stands before its word, or apart; what stands against the end of a word may be part of a name.
    if at and _LETTER.match(view[at - 1]):
        return Hit(at, end, None, "private", "no meaning without its font")
    return Hit(at, end, "", "icon")


def _runs_from_right(view: View, at: int) -> bool:
    near = view[max(0, at - 2) : at + 3]
    return bool(re.search("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]", near))


def _in_flag(view: View, at: int) -> bool:
    tags = _TAGS.search(view[max(0, at - 8) : at + 1])
    if tags is None:
        return False
    first = at + 1 - len(tags[0])
    return first > 0 and view[first - 1] == _FLAG
