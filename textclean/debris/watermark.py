"""debris.watermark: a site's name woven into sentences. Knows the trace that a program leaves: one name, one stray space, many places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import HAN

_MARKS = "，。；：！？、,;:!?“”…"
# A name behind a mark (or at the beginning of a line) with a blank behind it, or behind a blank with a mark or line end after it.
_BEFORE_BLANK = re.compile(rf"(?:(?<=[{_MARKS}])|^)([{HAN}A-Za-z0-9]{{3,10}})[ \u3000](?=[{HAN}“《])", re.M)
_SITE = re.compile(
    r"(?:网|網|文库|文庫|部落|之家|论坛|論壇|吧|书屋|書屋|小说|小說|范文|文秘|资源库|在线|下载站|作文|题库|论文|百科|社区|阁|书院|书城|资料库)$"
)
_RECURS = 2
_RECURS_UNKNOWN = 3
_TITLE_LIKE = re.compile(
    r"(?:记者|記者|通讯员|通訊員|编辑|作者|讲师|教授|主任|先生|女士|同志|老师|老師|经理|书记|主席|院长|校长|局长|市长|县长)$"
)


@dataclass(frozen=True)
class Watermark(Cleaner):
    """Remove a site's name from inside sentences, with the stray blank it came with: 有用武之地，文秘部落 本人毛遂自荐.

    Sites put their name between the clauses of a text against copying. A name goes if it is known (`data/sites.tsv`, the option
    `sites`) and has a stray blank at its side, or if the same string comes back with such a blank, behind a mark each time, and
    nowhere in the text without one: twice for a name that ends as sites' names do, three times for any.

    Stay: an organisation that the text is about; a lone blank between two words; authors and titles (本报记者 田野).
    """

    name: ClassVar[str] = "debris.watermark"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "known": "A known site's name with a stray blank goes.",
        "recurring": "A string that comes back with a stray blank behind a mark goes.",
    }

    sites: tuple[str, ...] = ()

    def versions(self) -> dict[str, str]:
        return {"sites.tsv": data.version("sites.tsv")}

    def find(self, view: View) -> Iterator[Hit]:
        if " " not in view and "\u3000" not in view:
            return
        text = masked(view)
        known = _known() | frozenset(self.sites)
        places = [m for m in _BEFORE_BLANK.finditer(text) if not _TITLE_LIKE.search(m[1])]
        recurring = _recurring(text, [m[1] for m in places if not text[: m.start()].endswith("\n") and m.start()])
        for match in places:
            name = match[1]
            if name in known:
                yield Hit(match.start(), match.end(), "", "known", name)
            elif name in recurring:
                yield Hit(match.start(), match.end(), "", "recurring", f"{recurring[name]} times")
        yield from _within(text, known)


def _recurring(text: str, names: list[str]) -> dict[str, int]:
    """Names that always stand behind a mark with a blank behind them, and often enough."""
    counted = Counter(names)
    return {
        name: count
        for name, count in counted.items()
        if count >= (_RECURS if _SITE.search(name) else _RECURS_UNKNOWN) and text.count(name) == count
    }


def _within(text: str, known: frozenset[str]) -> Iterator[Hit]:
    """A known name in the middle of a clause, with a blank on one side at least."""
    for name in known:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            left, right = text[at - 1 : at] in (" ", "\u3000"), text[end : end + 1] in (" ", "\u3000")
            before, after = text[at - 1 - left : at - left] if at > left else "", text[end + right : end + right + 1]
            inside = (left or right) and re.match(f"[{HAN}]", before or "x") and re.match(f"[{HAN}{_MARKS}]", after or "x")
            if inside:
                yield Hit(at - left, end + right, "", "known", name)
            at = text.find(name, end)


@cache
def _known() -> frozenset[str]:
    return frozenset(name for name, *_ in data.rows("sites.tsv"))
