"""debris.banner: the line that a document site puts above a text. Its shapes are a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textclean.debris._lines import LineRules


@dataclass(frozen=True)
class Banner(LineRules):
    """Remove the line by which a document site announces a text: 《…》由会员分享,可在线阅读,更多相关《…》请在…网上搜索。

    Such sites put it before the first page, or behind the last, with the file's name in it twice. The site's name is free text:
    the frame is known, not the name.

    Stay: sentences about sharing; titles of books with the number of their pages.
    """

    name: ClassVar[str] = "debris.banner"
    rules: ClassVar[dict[str, str]] = {
        "share": "The announcement of a shared document goes.",
        "pages": "A file's name with the number of its pages (总结.doc(5页珍藏版)) goes.",
    }
