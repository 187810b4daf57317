"""debris.forum: what forums, question boards, shops, players and mail programs add. A table; only heads of mails are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.debris._lines import LineRules
from textclean.debris._page import THREAD_TITLE, debris_lines
from textclean.han.fold import folded
from textclean.han.lines import written_lines

_KEYS = (
    *("发件人", "寄件者", "From", "收件人", "收件者", "To", "抄送", "密送", "Cc"),
    *("发送时间", "发送日期", "日期", "时间", "Sent", "Date", "主题", "主旨", "Subject"),
)
_HEAD = lazy_compile(rf"({'|'.join(_KEYS)}) ?:([^。]{{0,120}})")
_SENDER = ("发件人", "寄件者", "From")
_CLOCK = lazy_compile(r"\d{4}.{1,24}\d{1,2}:\d{2}")
_ADDRESS = lazy_compile(r"[\w.+-]+@[\w-]+\.\w")
_TOGETHER = 3  # lines that make the head of a mail


@dataclass(frozen=True)
class Forum(LineRules):
    """Remove the furniture of threads: 查看: 1093 | 回复: 2, … 发表于 2012-5-6 09:15:22 | 只看该作者, 回复 举报, 加入购物车 立即购买.

    A thread, a board of questions, a shop, a player and a mail program each print their buttons and counters between what people
    wrote. Short words go only in rows, or beside a line that is certain. The head of a mail goes below 原始邮件, or if three of
    its lines stand together, the sender first, with an address and the time of day.

    Stay: 2#水泥 and 3# 螺丝; 发表于《中华杂志》; talk with times ([12:30] 小雨：到了吗); 发自内心; letters and mails that a story quotes
    without address or time; rows that the text announces with a colon.
    """

    name: ClassVar[str] = "debris.forum"
    rules: ClassVar[dict[str, str]] = {
        "best": "Headings of answers (最佳答案, 其他回答) go.",
        "again": "追问 and 追答 go beside another line of the site.",
        "count": "Counters of views and answers go.",
        "counted": "Rows with a time and the links of a thread go.",
        "post": "The line above a post, with its author and time, goes.",
        "view": "Rows of links that show a thread in another order go.",
        "tool": "Buttons beside such lines go, and from round the title of a thread the kind before it and the link behind it.",
        "floor": "The number of a post goes.",
        "foot": "Rows of buttons below a thread go.",
        "moderated": "Notes of what a moderator did go.",
        "edited": "Notes of who edited a post go.",
        "register": "Calls to register or to log in go.",
        "client": "Notes of the device a post was sent from go.",
        "answer": "Marks of an accepted or recommended answer go.",
        "answered": "Such words alone go beside other lines of the site.",
        "shop": "Buttons and counters of shops go.",
        "player": "Buttons of a player go.",
        "forwarded": "The line above a forwarded mail goes.",
        "mail": "The head of a mail that a program added goes.",
        "card": "A writer's place in a thread with rank and points goes.",
        "seat": "A writer's place in a thread goes beside another line of the site.",
        "embed": "What stands for a picture or a film that was shown goes, with its file or address.",
        "board": "The date of a message on a board goes.",
        "poster": "The writer and the board of such a message go beside it.",
        "station": "What a board of old says about where a message was sent goes.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        yield from super().find(view)
        whole = view.fact(folded)
        if "[复制链接]" in whole:
            yield from _round_title(view, whole)
        if ":" not in whole or not any(key in whole for key in _KEYS):
            return
        told = {line.start: rule for line, rule in view.fact(debris_lines)}
        written = view.fact(written_lines)
        texts = [whole[line.start : line.end].strip() for line in written]
        k = 0
        while k < len(written):
            first = k
            block = []
            while k < len(written) and (head := _HEAD.fullmatch(texts[k])):
                block.append(head)
                k += 1
            k = max(k, first + 1)
            above = told.get(written[first - 1].start) if first else None
            below = k < len(written)
            if not block or not below or (first and texts[first - 1].endswith(":")):
                continue
            if (above and above.name == "forwarded") or _is_head(block):
                rest = [line for line in written[first:k] if line.start not in told]
                yield from (Hit(line.start, line.end + 1, "", "mail", f"{len(block)} lines of a head") for line in rest)


def _round_title(view: View, whole: str) -> Iterator[Hit]:
    """What stands round the titles of threads: [灌水] 老井边的石槽 [复制链接]."""
    for line in view.fact(written_lines):
        found = THREAD_TITLE.fullmatch(whole, line.start, line.start + len(line.text.rstrip()))
        if found:
            yield from (Hit(*found.span(part), "", "tool", "round a title") for part in ("kind", "link") if found[part])


def _is_head(block: list[re.Match[str]]) -> bool:
    """True for what no writer would type: three keys or more, the sender first, an address, and the time of day."""
    values = [head[2] for head in block]
    return (
        len({head[1] for head in block}) >= _TOGETHER
        and block[0][1] in _SENDER
        and any(map(_CLOCK.search, values))
        and any(map(_ADDRESS.search, values))
    )
