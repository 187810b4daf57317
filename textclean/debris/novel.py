"""debris.novel: advertisements and buttons of novel sites. Its shapes are a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textclean.debris._lines import LineRules


@dataclass(frozen=True)
class Novel(LineRules):
    """Remove what novel sites write round a chapter: 一秒记住【…】, 最快更新…最新章节, （本章完）, 推荐票 月票.

    Such sites copy each other's chapters and put their address above, below and between them. A line goes for two of three
    things: a solicitation, a word that only such sites use, an address.

    Stay: speech (“请记住，”他说); titles of chapters; （全书完）; an author's own words to the readers.
    """

    name: ClassVar[str] = "debris.novel"
    rules: ClassVar[dict[str, str]] = {
        "remember": "Requests to remember a site go.",
        "newest": "Praise of the newest chapters, without windows that pop up, goes.",
        "mobile": "Directions for readers on telephones go.",
        "favourite": "Requests to bookmark the site or to recommend it go.",
        "chapter": "Notes that a chapter ends, or goes on over the page, go.",
        "report": "Links to report a faulty chapter go.",
        "buttons": "Rows of buttons (推荐票 月票, 关灯 护眼) go.",
        "transcoded": "Notes about transcoded pages and chapters still being typed go.",
        "part": "The heading of a part of a chapter that a site has cut (第58章（2/3）) goes.",
        "onward": "Notes that a chapter goes on over the page go.",
        "plea": "Rows of pleas (求收藏求推荐) go.",
        "tickets": "Calls for several tickets and votes, each in brackets, go, and a postscript of them.",
    }
