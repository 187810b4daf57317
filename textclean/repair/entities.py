"""repair.entities: character references of HTML that nobody decoded. Knows their form; what they stand for is the standard's table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import ClassVar
from unicodedata import category

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import has_han
from textclean.repair.tags import NAMES

# However often it was encoded: &amp;amp;quot; is one reference.
_AMPERSAND = r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,4}26);)*"
_REFERENCE = lazy_compile(_AMPERSAND + r"(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INNERMOST = lazy_compile(_AMPERSAND + "(?=[#A-Za-z])")
# A character beyond the first plane, written as the two halves that UTF-16 has for it.
_HALVES = lazy_compile(
    rf"{_AMPERSAND}#(?:(?P<high>5[56]\d{{3}})|[xX](?P<hex_high>[dD][89abAB][0-9A-Fa-f]{{2}}));"
    rf"{_AMPERSAND}#(?:(?P<low>5[67]\d{{3}})|[xX](?P<hex_low>[dD][c-fC-F][0-9A-Fa-f]{{2}}));"
)
_LOST = r"#x(?:[fF]{2}[0-9A-Fa-f]{2}|20[0-2][0-9A-Fa-f]|300[0-9A-Fa-f]);"
_LOST_AMPERSANDS = lazy_compile(rf"(?<!&)(?:{_LOST})+")
_LESS = _AMPERSAND + r"(?:lt|LT|#0{0,4}60|#[xX]0{0,4}3[cC]);"
_MAKES_TAG = lazy_compile(
    rf"{_LESS}\s{{0,8}}(?:[!?]|/?(?:{NAMES}|script|style|html|head|body|title|button|select|option|textarea|nav|footer|header|video|audio)(?![A-Za-z0-9]))",
    re.I,
)
_CARRIAGE_RETURN = lazy_compile("#(?:0*13|[xX]0*[dD]);$")
_LINE_FEED = lazy_compile("\n|" + _AMPERSAND + "#(?:0{0,4}10|[xX]0{0,4}[aA]);")
_BLANKS = "\xa0\u2002\u2003\u2009 "


@dataclass(frozen=True)
class Entities(Cleaner):
    """Decode the character references that HTML left in a text: &ldquo;划&rdquo; → “划”, &amp;nbsp; → a blank, &#8230; → ….

    Pages are encoded once too often, or decoded once too seldom; a reference inside a reference is decoded to the end at once.
    Numbers that Windows gave to its quotes and dashes (&#146;) mean those, as the standard says, and two halves of a character
    beyond the first plane (&#55357;&#56832;) are that character.

    Stay: &lt; … &gt; where decoding would make a tag, in a page that talks about tags; code, addresses and formulas; names that
    the standard does not know, or that lack their semicolon; half characters alone, and numbers of control characters.
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
        for halves in _HALVES.finditer(text):
            whole = _whole(halves)
            if whole:
                yield Hit(halves.start(), halves.end(), whole, "reference")
        blanks_end = -1
        for match in _REFERENCE.finditer(text):
            meant = _meant(match[0])
            if meant is None or (talks_of_tags and meant in "<>"):
                continue
            if meant == "\n" and _CARRIAGE_RETURN.search(match[0]) and _LINE_FEED.match(text, match.end()):
                meant = ""  # the two together are one break
            if meant and meant in _BLANKS:
                if match.start() >= blanks_end:
                    blanks_end = _end_of_blanks(text, match.end())
                    yield Hit(match.start(), blanks_end, _blank(text, match.start(), blanks_end), "blank")
            else:
                yield Hit(match.start(), match.end(), meant, "reference")
        if "#x" in text:
            for match in _LOST_AMPERSANDS.finditer(text):
                beside = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
                if has_han(beside):
                    yield Hit(match.start(), match.end(), unescape(match[0].replace("#", "&#")), "lost")


def _meant(reference: str) -> str | None:
    """The one character a reference stands for; None if it stands for none, for a control or for what no text may hold.

    >>> [_meant(r) for r in ("&#146;", "&amp;#38;quot;", "&#13;", "&#129;", "&#xD83D;", "&foobar;")]
    ['’', '"', '\\n', None, None, None]
    """
    plain = "&" + _INNERMOST.sub("", reference)
    meant = unescape(plain)
    if meant == "\r":
        return "\n"
    if meant == plain or len(meant) != 1 or meant == "\ufffd" or (category(meant) in ("Cc", "Cs", "Cn") and meant not in "\t\n"):
        return None
    return meant


def _whole(halves: re.Match[str]) -> str | None:
    high = int(halves["high"] or halves["hex_high"], 10 if halves["high"] else 16)
    low = int(halves["low"] or halves["hex_low"], 10 if halves["low"] else 16)
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return None
    return chr(0x10000 + (high - 0xD800 << 10) + (low - 0xDC00))


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
