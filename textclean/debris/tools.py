"""debris.tools: the words of the buttons beside a text. Its shapes are a table, but for the button on a block of code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import outside
from textclean.core.view import View
from textclean.debris._lines import LineRules
from textclean.debris._rules import look
from textclean.han.fold import fold
from textclean.han.lines import lines

_COPY = lazy_compile("复制|複製|拷")


@dataclass(frozen=True)
class Tools(LineRules):
    """Remove lines made of nothing but words of buttons: 【打印】【收藏】【关闭】, 分享到：微信 QQ空间, 登录 注册 无障碍.

    Buttons become text when a page does. Two of them on one line are a row of buttons; one alone is only taken in brackets, when
    it can mean nothing else, or beside another line of the site. 复制 above a block of code is the button of that block.

    Stay: sentences that share, print and close things; lists of things to do with other words among them; formats (字号：小四);
    buttons that the text announces with a colon.
    """

    name: ClassVar[str] = "debris.tools"
    rules: ClassVar[dict[str, str]] = {
        "row": "Rows of buttons go.",
        "share": "分享到 with the names of networks, or alone, goes.",
        "size": "The size of letters (字体：大 中 小) goes.",
        "sizes": "The same without its first word goes beside another line of the site.",
        "button": "A single button in brackets, or one that can mean nothing else, goes.",
        "word": "Any other single button goes beside another line of the site.",
        "copy": "复制 goes above code, or beside another line of the site.",
        "search": "What a field for searching says goes.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        taken = set()
        for hit in super().find(view):
            taken.add(hit.end)
            yield hit
        if _COPY.search(view) is None:
            return
        code = {start for start, _ in view.fact(outside(frozenset()))}
        written = view.fact(lines)
        for line, below in pairwise(written):
            if line.end + 1 in taken or not _COPY.search(line.text) or not below.text.strip():
                continue
            is_button = any(rule.cleaner == "tools" and rule.name == "copy" for rule in look(fold(line.text).strip()).rules)
            if is_button and code.intersection(range(below.start, below.end)):
                yield Hit(line.start, line.end + 1, "", "copy")
