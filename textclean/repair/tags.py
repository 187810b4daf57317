"""repair.tags: tags of HTML that nobody took out. Knows the names of tags; a page that talks about them is left alone."""

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
from textclean.han.chars import has_han

_BLOCK = "p|div|br|hr|li|ul|ol|dl|dt|dd|tr|table|tbody|thead|h[1-6]|blockquote|section|article|center|pre|form"
_INLINE = "span|font|b|i|u|s|em|strong|big|small|sup|sub|a|img|td|th|o:p|wbr|ins|del|mark|label|input|iframe|object|embed|param|meta|link|nobr|strike"
NAMES = f"{_BLOCK}|{_INLINE}"
"""What stands behind the < of a tag, as alternatives of a regular expression."""
_TAG = lazy_compile(rf"</?(?P<name>{NAMES})(?:\s[^<>\n]{{0,600}}|:[a-z]+)?\s*/?>", re.I)
_WHOLE = lazy_compile(r"<(?P<what>script|style)\b[^<>]{0,600}>.{0,20000}?</(?P=what)\s*>|<!--.{0,2000}?-->", re.I | re.S)
# With its slash it is a closing tag; without one, p>0.05 and li>3 are comparisons behind a question.
_HALF = lazy_compile(
    rf"\?(?:/(?:{_BLOCK}|span|font|strong|b|i|u|em|a)|(?:br|div|span|font|strong|table|td|tr|ul|ol)(?=\s*/?>(?!\s*[\d=.])))\s*/?>",
    re.I,
)
_IS_BLOCK = lazy_compile(rf"(?:{_BLOCK})\Z", re.I)
_TALK = lazy_compile(
    "标签|標籤|标记|標記|记号|記號|尖括号|尖括號|元素|HTML|html|Html|XML|网页代码|源代码|源代碼|标记语言|浏览器|瀏覽器|CSS|JavaScript"
)
_NEAR = 30
_NAME = lazy_compile("[A-Za-z0-9_]")
_LONGEST_BOLD = 200
_ENDS = lazy_compile(r"[。！？；：…”』」）)!?]\s*\Z")


@dataclass(frozen=True)
class Tags(Cleaner):
    """Take out the tags of HTML that were left in a text: 非<BR>常相似 → 非常相似; </p><p> between sentences is a line break.

    They survive where a page was cut by length, or encoded twice. Only names that HTML has are known; a script or a style goes with
    what it holds, and a tag whose < was lost (。?/p>) goes too.

    Stay: code; comparisons (5 < 8, 显著吗?p>0.05) and types (List<String>, List<A>); the tags of a text that talks about tags;
    powers and indices (x<sup>2</sup>), which would become other numbers.
    """

    name: ClassVar[str] = "repair.tags"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset({"tag", "url"})
    after: ClassVar[tuple[str, ...]] = ("repair.escapes",)
    rules: ClassVar[dict[str, str]] = {
        "tag": "A tag inside a sentence goes.",
        "break": "A tag that parts paragraphs becomes a line break, where the sentence before it has ended.",
        "script": "Scripts, styles and comments go whole.",
        "half": "A tag whose < was lost goes.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        if ">" not in view:
            return
        text = masked(view, self.enters)
        if not has_han(text) or _talks_of_tags(text):
            return
        yield from (Hit(m.start(), m.end(), "", "script") for m in _WHOLE.finditer(text))
        yield from (Hit(m.start(), m.end(), "", "half") for m in _HALF.finditer(text))
        done = 0
        for match in _TAG.finditer(text):
            if match.start() < done or _is_power(text, match) or _is_type(text, match):
                continue
            end, breaks = _run(text, match)
            done = end
            before = text[max(0, match.start() - 8) : match.start()]
            if breaks and before.strip() and _ENDS.search(before) and text[end : end + 1] not in ("", "\n"):
                yield Hit(match.start(), end, "\n", "break")
            else:
                yield Hit(match.start(), end, "", "tag")


def _run(text: str, first: re.Match[str]) -> tuple[int, bool]:
    """The end of a run of tags with nothing but blanks between, and whether one of them parts paragraphs."""
    end, breaks = first.end(), _IS_BLOCK.match(first["name"]) is not None
    while True:
        blank = re.compile(r"[ \t]*").match(text, end)
        following = _TAG.match(text, blank.end() if blank else end)
        if following is None or _is_power(text, following) or _is_type(text, following):
            return end, breaks
        end, breaks = following.end(), breaks or _IS_BLOCK.match(following["name"]) is not None


def _is_power(text: str, tag: re.Match[str]) -> bool:
    """True for <sup> and <sub> round a number behind a letter or a number: taken out, it would be another number."""
    if tag["name"].lower() not in ("sup", "sub"):
        return False
    if tag[0].startswith("</"):
        opened = text.rfind("<", max(0, tag.start() - 24), tag.start())
        return opened >= 0 and text[opened - 1 : opened].isalnum() and text[opened - 1 : opened].isascii()
    before, after = text[tag.start() - 1 : tag.start()] if tag.start() else "", text[tag.end() : tag.end() + 1]
    return before.isascii() and before.isalnum() and after not in "[［"


def _is_type(text: str, tag: re.Match[str]) -> bool:
    """True for one bare letter against a name, which is what a type is made of: List<A>, vector<p>, a<b>c.

    A tag of that letter has its other half near.
    """
    letter = tag["name"]
    if len(letter) > 1 or tag[0] != f"<{letter}>" or not _NAME.match(text[tag.start() - 1 : tag.start()] if tag.start() else ""):
        return False
    return f"</{letter}" not in text[tag.end() : tag.end() + _LONGEST_BOLD]


def _talks_of_tags(text: str) -> bool:
    """True if a word for tags stands near one."""
    return any(_TALK.search(_TAG.sub("", text[max(0, m.start() - _NEAR) : m.end() + _NEAR])) for m in _TAG.finditer(text))
