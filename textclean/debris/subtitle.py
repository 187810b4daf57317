"""debris.subtitle: the credits that subtitle groups put into a film's subtitles. Knows cues and posts, no group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.han.fold import folded
from textclean.han.lines import lines, whole

_TIME = r"\d{1,2}:\d\d:\d\d[.,]\d{1,3}"
_CUE = lazy_compile(rf"(?:^\d{{1,5}}[ \t]*\n)?^{_TIME} *--> *{_TIME}[^\n]*\n(?P<text>(?:[^\n]+\n?)*)", re.M)
_POST = "(?:翻译|校对|校订|听译|听写|听录|初翻|初校|时间轴|调轴|轴|后期|压制|特效|监制|总监|片源|字幕(?:组|翻译|制作|校对|提供)?|译制|招募|海报|策划|统筹|发布|论坛|更多精彩|本字幕)"
_CREDIT = lazy_compile(
    rf"(?:[-—=~*★☆◆●♪ ]*{_POST} ?[:/@=] ?\S[^\n]*|[^\n]*字幕组[^\n]*(?:荣誉出品|仅供|出品|制作|翻译|学习|交流|更多)[^\n]*|[^\n]*(?:仅供(?:个人)?学习(?:与|和)?交流|禁止用于商业|严禁用于任何商业)[^\n]*)"
)


@dataclass(frozen=True)
class Subtitle(Cleaner):
    """Remove whole cues of subtitles that hold nothing but credits: 翻译：…  时间轴：… , …字幕组 仅供学习交流.

    A group puts its names before the first words of a film, into its pauses and behind its end. A cue goes with its number and its
    times; the numbers of the others stay as they are. Lines of credits above the first cue go too.

    Stay: what is said in the film, also about translators; text that is no subtitles.
    """

    name: ClassVar[str] = "debris.subtitle"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")

    def find(self, view: View) -> Iterator[Hit]:
        if "-->" not in view:
            return
        text = view.fact(folded)
        cues = list(_CUE.finditer(text))
        credits = [cue for cue in cues if _is_credit(cue["text"])]
        if len(credits) == len(cues):
            return
        for line in view.fact(lines):
            if line.start < cues[0].start() and _is_credit(text[line.start : line.end]):
                yield Hit(*whole(view, line), "")
        for cue in credits:
            start, end = cue.span()
            while text[end : end + 1] == "\n":
                end += 1
            if end == len(text):
                start, end = len(text[:start].rstrip()), len(text.rstrip())  # the last newline stays
            yield Hit(start, end, "")


def _is_credit(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(_CREDIT.fullmatch(line) for line in lines)
