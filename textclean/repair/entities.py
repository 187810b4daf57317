"""repair.entities: character references of HTML that nobody decoded. Knows their form; what they stand for is the standard's table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import has_han

# However often it was encoded: &amp;amp;quot; is one reference.
_REFERENCE = re.compile(r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INNERMOST = re.compile(r"(?:amp;)+(?=#|[A-Za-z])")
_LOST_AMPERSAND = re.compile(r"(?<!&)#x(?:[fF]{2}[0-9A-Fa-f]{2}|20[0-2][0-9A-Fa-f]|300[0-9A-Fa-f]);")
_MAKES_TAG = re.compile(r"&(?:amp;)*(?:lt|#60|#[xX]3[cC]);\s*[/!?A-Za-z]")
_BLANKS = "\xa0\u2002\u2003\u2009 "


@dataclass(frozen=True)
class Entities(Cleaner):
    """Decode the character references that HTML left in a text: &ldquo;划&rdquo; → “划”, &amp;nbsp; → a blank, &#8230; → ….

    Pages are encoded once too often, or decoded once too seldom; a reference inside a reference is decoded to the end at once.

    Stay: &lt; … &gt; where decoding would make a tag, in a page that talks about tags; code, addresses and formulas; names that
    the standard does not know.
    """

    name: ClassVar[str] = "repair.entities"
    safety: ClassVar[Safety] = Safety.SAFE
    after: ClassVar[tuple[str, ...]] = ("repair.escapes",)
    rules: ClassVar[dict[str, str]] = {
        "reference": "A character reference becomes its character.",
        "blank": "References to blanks become one blank, or nothing at the edge of a line.",
        "lost": "A reference that lost its & beside Chinese becomes its character: #xff1a; is ：.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        if ";" not in view or ("&" not in view and "#x" not in view):
            return
        text = masked(view)
        talks_of_tags = _MAKES_TAG.search(text) is not None
        blanks_end = -1
        for match in _REFERENCE.finditer(text):
            meant = _meant(match[0])
            if meant is None or (talks_of_tags and meant in "<>"):
                continue
            if meant in _BLANKS:
                if match.start() >= blanks_end:
                    blanks_end = _end_of_blanks(text, match.end())
                    yield Hit(match.start(), blanks_end, _blank(text, match.start(), blanks_end), "blank")
            else:
                yield Hit(match.start(), match.end(), meant, "reference")
        if "#x" in text:
            for match in _LOST_AMPERSAND.finditer(text):
                if has_han(text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]):
                    yield Hit(match.start(), match.end(), unescape("&" + match[0]), "lost")


def _meant(reference: str) -> str | None:
    """The one character a reference stands for; None if it stands for none, for a control or for what no text may hold."""
    plain = "&" + _INNERMOST.sub("", reference[1:])
    meant = unescape(plain)
    if meant == plain or len(meant) != 1 or meant == "\ufffd" or (ord(meant) < 32 and meant not in "\t\n"):
        return None
    return meant


def _end_of_blanks(text: str, at: int) -> int:
    """The end of a run of blanks and of references to blanks."""
    while True:
        match = _REFERENCE.match(text, at)
        if match and (_meant(match[0]) or "x") in _BLANKS:
            at = match.end()
        elif text[at : at + 1] in (" ", "\xa0"):
            at += 1
        else:
            return at


def _blank(text: str, start: int, end: int) -> str:
    at_edge = start == 0 or text[start - 1] == "\n" or end == len(text) or text[end] == "\n"
    return "" if at_edge or text[start - 1] == " " else " "
