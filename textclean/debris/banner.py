"""debris.banner: the line that a document site puts above a text. Its shapes are data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.debris._lines import folded_lines, rule_of
from textclean.han.lines import whole

_FIRST = 6  # lines that hold something, from the top
_LAST = 6


@dataclass(frozen=True)
class Banner(Cleaner):
    """Remove the line by which a document site announces a text: 《…》由会员分享,可在线阅读,更多相关《…》请在…网上搜索。

    Such sites put it before the first page, or behind the last, with the file's name in it twice. The site's name is free text:
    the frame is known, not the name.

    Stay: sentences about sharing; a title with the number of its pages inside a sentence.
    """

    name: ClassVar[str] = "debris.banner"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "share": "The announcement of a shared document goes.",
        "pages": "A file's name with the number of its pages (5页珍藏版) goes.",
    }

    def versions(self) -> dict[str, str]:
        return {"debris.toml": data.version("debris.toml")}

    def find(self, view: View) -> Iterator[Hit]:
        if "页" not in view and "頁" not in view and "会员" not in view and "會員" not in view:
            return
        written = [pair for pair in view.fact(folded_lines) if pair[1]]
        edges = written if len(written) <= _FIRST + _LAST else written[:_FIRST] + written[-_LAST:]
        for line, folded in edges:
            rule = rule_of("banner", folded)
            if rule:
                yield Hit(*whole(view, line), "", rule.name)
