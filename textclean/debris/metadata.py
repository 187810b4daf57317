"""debris.metadata: what a page says about itself beside the text, its source, date, editor and readers. Its shapes are a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.debris._lines import LineRules
from textclean.han.fold import fold

_IMPRINT = lazy_compile(r"^[ \t]*(?:ISBN|书号|印张|开本|装帧设计|封面设计|责任印制|责任校对|版次|印次)[ \t]*[:\d]", re.M)


@dataclass(frozen=True)
class Metadata(LineRules):
    """Remove the lines by which a page describes itself: 来源：… 作者：… 发布时间：… 点击数：…, 原标题：…, [责任编辑：…].

    A site prints them from its database between the title and the text, or below it. Two such keys on one line, or one with a
    date or a number, tell the page's words from the author's.

    Stay: bylines (本报讯（记者 …）, 记者…／…报道), 作者 alone with a name, signatures and dates of letters and official documents,
    the front matter of papers (收稿日期, 作者简介, 关键词), the time and place of a meeting, the credits of a book's imprint.
    """

    name: ClassVar[str] = "debris.metadata"
    rules: ClassVar[dict[str, str]] = {
        "keys": "Two or more keys of a page on one line (来源：… 作者：…) go.",
        "dated": "A date with a source, an editor or a count goes.",
        "counted": "Dates of publishing and counts of readers (阅读量 2.6k 点赞 41) go.",
        "count": "A single count (浏览次数：88) goes.",
        "posted": "A single time of publishing (发布时间：…) goes.",
        "stamp": "A bare date goes beside another line of the site.",
        "source": "A single source that is a site or a paper goes.",
        "origin": "Any other single source goes beside another line of the site.",
        "editor": "The editor of a page ([责任编辑：…]) goes.",
        "credit": "编辑：…, 校对：…, 审核：… go beside another line of the site.",
        "original": "The title that the text had elsewhere (原标题：…) goes.",
        "wiki": "What a wiki says about an entry (本词条由…审核, 编辑本段) goes.",
        "engaged": "Rows of three counters and more go (点赞 12 投币 3 收藏 5).",
        "law": "What a database of laws says in 【】 about a text goes.",
        "index": "Rows of a public register (索引号：… 主题分类：…) go.",
        "attached": "A file to be had, with how often it was, goes.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        credits_stay: bool | None = None
        for hit in super().find(view):
            if hit.rule in ("editor", "credit", "keys"):
                if credits_stay is None:
                    credits_stay = _IMPRINT.search(fold(view)) is not None
                if credits_stay:
                    continue
            yield hit
