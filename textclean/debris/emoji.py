"""debris.emoji: codes that stood for little faces: [大哭], /:strong. Reads the closed list `data/emoji.tsv`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import HAN
from textclean.han.fold import fold
from textclean.han.lines import lines, whole

_BRACKETS = lazy_compile(r"\[([^\[\]\n]{1,6})\]")
_BEHIND = lazy_compile(rf"[{HAN}。！？，；、…～”’」』）》~!?,.;)\"\]]")
_CLAUSE_ENDS = lazy_compile(r"[ ]{0,2}(?:[，。！？；、…,.;!?~～”\"）)]|$)", re.M)
# Of forums: Discuz, phpwind and UBB. Their numbers and names stand for faces, pictures and files.
_FORUM = lazy_compile(
    r"\[(?:s|em|emot|face|smiley?|smilie)[:=]\d{1,4}\]|\{:\d{1,2}_\d{1,4}:\}|\{:(?:face|smile|soso)_[a-z]?\d{1,4}:\}|(?<![a-z0-9]):(?:smile|face|icon)_[a-z]?\d{1,3}:(?![a-z0-9])"
    r"|\[(?:attach(?:ment|img)?|upload)=\d+\](?:\[/attach(?:ment|img)?\])?|\[attach(?:img)?\]\d+\[/attach(?:img)?\]"
    r"|\[img(?:=[\d,]+)?\][^\[\]\s]{5,200}\[/img\]",
    re.I,
)
_ABOUT_CODES = lazy_compile("BBCode|UBB|代码|语法|标签|写法|[里中]写|输入", re.I)
_ENTERED = frozenset({"url", "tag"})
_NEUTRAL = frozenset(
    ("图片", "视频", "语音", "表情", "动画表情", "链接", "转发", "原图", "位置", "图", "编辑", "来源请求", "红包", "文件")
)
_SPEAKER = lazy_compile(rf"[{HAN}A-Za-z·]{{1,8}}(?:[(\[][^()\[\]\n]{{1,20}}[)\]])?[:：]")
_BEFORE = lazy_compile(
    "(?:[发点选用叫把打][了一来出着]{0,2}个?|[回见到][了一]?个|[是为]|表情|符号|输入|代码|例如|比如|一个|[“\"‘'「『:：/])$"
)
_NAMED = lazy_compile("(?:的?(?:表情|符号|图标|代码|按钮|图案|emoji|小人|贴图|两个?字|二字)|这|[”\"’'」』][^。！？!?\n])")


@dataclass(frozen=True)
class Emoji(Cleaner):
    """Remove codes of emoji from the ends of clauses: 一分钱没收[抱拳]。 and 多谢/:strong.

    Messengers and microblogs write their little faces as names in brackets, and a copy keeps the names. The names are a closed list
    (`data/emoji.tsv`). A name of one character goes only at the end of a clause, since nationalities and notes are written so too.
    Forums write numbers for faces, and leave what showed a picture: [s:17], {:1_1:}, [img]…[/img].

    Stay: every bracket of a text in which such brackets hold something else ([法]雨果, [注], stage directions), of a play or a
    transcript with a speaker on most lines, and a code that the sentence talks about or quotes.
    """

    name: ClassVar[str] = "debris.emoji"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = _ENTERED
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "bracket": "A known name in brackets goes.",
        "slash": "A known code behind /: goes.",
        "forum": "A forum's code for a face, a picture or a file that was attached goes: [s:17], {:1_1:}, [attachment=20877], [img]…[/img].",
    }

    def versions(self) -> dict[str, str]:
        return {"emoji.tsv": data.version("emoji.tsv")}

    def find(self, view: View) -> Iterator[Hit]:
        if "[" not in view and "［" not in view and ":" not in view and "：" not in view:
            return
        text = fold(masked(view, _ENTERED))
        has_codes = _FORUM.search(text) is not None
        if (not has_codes and "[" not in text and "/:" not in text) or _is_play(text, view):
            return
        if has_codes and not _ABOUT_CODES.search(text):
            yield from (Hit(*place, "", "forum") for place in _forum_codes(view, text))
        if "/:" in text:
            for match in _slashed().finditer(text):
                if _behind(text, match.start()) and not _NAMED.match(text, match.end()):
                    yield Hit(*match.span(), "", "slash")
        known = _names()
        found = list(_BRACKETS.finditer(text))
        if any(m[1] not in known and m[1] not in _NEUTRAL and not m[1].isdigit() and re.search(f"[{HAN}]", m[1]) for m in found):
            return
        yield from _chains(text, [m for m in found if m[1] in known])


def _forum_codes(view: View, text: str) -> Iterator[tuple[int, int]]:
    """Codes behind Chinese or a mark; a line of nothing else goes whole."""
    for line in view.fact(lines):
        shown = text[line.start : line.end]
        found = list(_FORUM.finditer(shown))
        if found and not _FORUM.sub("", shown).strip():
            yield whole(view, line)
            continue
        indent = len(shown) - len(shown.lstrip())
        for match in found:
            start = match.start()
            if start == indent or (_BEHIND.match(shown, start - 1) and not _BEFORE.search(shown[max(0, start - 3) : start])):
                yield line.start + start, line.start + match.end()


def _is_play(text: str, view: View) -> bool:
    """True if most lines begin with a speaker: there brackets hold stage directions."""
    written = [text[line.start : line.end].lstrip()[:40] for line in view.fact(lines) if not line.is_blank]
    return 2 * sum(_SPEAKER.match(line) is not None for line in written) > len(written)


def _behind(text: str, at: int) -> bool:
    return at > 0 and bool(_BEHIND.match(text, at - 1)) and not _BEFORE.search(text[max(0, at - 3) : at])


def _chains(text: str, found: list[re.Match[str]]) -> Iterator[Hit]:
    """Codes one behind the other stand or go together."""
    k = 0
    while k < len(found):
        last = k
        while last + 1 < len(found) and found[last + 1].start() == found[last].end():
            last += 1
        start, end = found[k].start(), found[last].end()
        lone = all(len(m[1]) == 1 for m in found[k : last + 1])
        if _behind(text, start) and not _NAMED.match(text, end) and (not lone or _CLAUSE_ENDS.match(text, end)):
            yield Hit(start, end, "", "bracket")
        k = last + 1


@cache
def _names() -> frozenset[str]:
    return frozenset(name for name, *_ in data.rows("emoji.tsv") if not name.startswith("/:"))


@cache
def _slashed() -> re.Pattern[str]:
    codes = sorted((fold(name) for name, *_ in data.rows("emoji.tsv") if name.startswith("/:")), key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, codes)) + ")(?![A-Za-z0-9])")
