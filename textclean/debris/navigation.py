"""debris.navigation: the ways that a page offers to others, and to more of itself. Its shapes are a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.edit import Hit
from textclean.core.view import View
from textclean.debris._lines import LineRules
from textclean.debris._rules import look
from textclean.han.fold import fold


@dataclass(frozen=True)
class Navigation(LineRules):
    """Remove the lines that lead about a site: 当前位置：首页 > 新闻 > 正文, 上一篇：…, 相关新闻 with its links, 查看更多, 展开全部.

    A page is taken together with the frame round it. The frame stands above the first line of prose or below the last one, and
    its lines are made of the site's own words; only rows that turn a page and buttons that unfold a text also stand inside it.

    Stay: sentences about pages and menus; comparisons (甲 > 乙) and paths of menus that a text explains; reading lists with titles
    in 《》; lines that the text announces with a colon.
    """

    name: ClassVar[str] = "debris.navigation"
    rules: ClassVar[dict[str, str]] = {
        "breadcrumb": "The place of a page in its site (当前位置：首页 > 正文) goes.",
        "path": "The same without its first word (新浪首页 > 新闻 > 正文) goes.",
        "menu": "Rows of a site's menu go.",
        "neighbour": "The titles of the pages before and behind (上一篇：…) go.",
        "turn": "Rows that turn a page (上一章 目录 下一章) go.",
        "alone": "上一篇 or 下一篇 alone goes.",
        "turning": "下一页 or 目录 alone goes beside another line of the site.",
        "back": "Ways back go.",
        "related": "Headings of links (相关新闻) go with their links.",
        "about": "Headings of links that name the text (【…】相关文章：, 喜欢《…》的读者还喜欢：) go with their links.",
        "title": "A heading with a link on one line (延伸阅读：…) goes.",
        "more": "查看更多 and the like go.",
        "arrow": "更多 with an arrow goes.",
        "expand": "Buttons that unfold a text (展开全部, 展开剩余80%) go.",
        "original": "阅读原文 and 收起 go below a text.",
        "both": "The neighbours of a page, before and behind, in one line between arrows go (‹ 上一件：… 下一件：… ›).",
    }

    def find(self, view: View) -> Iterator[Hit]:
        for hit in super().find(view):
            if hit.rule != "expand" or not _is_listed(view, hit.start):
                yield hit


def _is_listed(view: View, start: int) -> bool:
    """True if the nearest line above that is no site's ends in a colon: a text that lists buttons."""
    above = (line.strip() for line in reversed(fold(view)[:start].split("\n")))
    return next((line for line in above if line and not look(line).rules), "").endswith(":")
