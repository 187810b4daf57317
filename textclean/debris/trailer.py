"""debris.trailer: what a forum puts below a text. Its shapes are a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textclean.debris._lines import LineRules


@dataclass(frozen=True)
class Trailer(LineRules):
    """Remove the lines that forums put below a text: 我要回帖, 更多关于 … 的文章, 随机推荐.

    They stand below the last line of prose, one below the other, and are made of the forum's own words.

    Stay: sentences, signatures and dates, any line of unknown shape; lines that the text announces with a colon.
    """

    name: ClassVar[str] = "debris.trailer"
    rules: ClassVar[dict[str, str]] = {
        "reply": "Calls to answer go.",
        "more": "Links to more of the same go.",
        "recommended": "Headings of recommendations go.",
        "back": "Ways back go.",
    }
