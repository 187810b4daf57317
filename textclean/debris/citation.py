"""debris.citation: citation marks whose list of references was left behind, and the notes of a wiki. Knows shapes and neighbours."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import HAN
from textclean.han.fold import fold

_NUMBERS = r"[1-9]\d{0,2}(?:[-,–—~、][1-9]\d{0,2}){0,12}"
_MARK = rf"(?:\[{_NUMBERS}\]|〔{_NUMBERS}〕)(?::\d{{1,4}}(?:-\d{{1,4}})?(?=[，。,.;!?\n\[〔]|\Z))?"
_TAGGED = rf"<sup(?: [^<>\n]{{0,200}})?>(?:<a [^<>\n]{{0,200}}>)?{_MARK}(?:</a>)?</sup>"
# Behind a Chinese character, a closing mark, or a half-width mark that has one of these before it.
_BEHIND = rf'(?:(?<=[{HAN}。…—”’》）】])|(?<=[{HAN}。…”’》）】][,.;!?)"]))'
_MARKS = lazy_compile(rf"{_BEHIND}[ \xa0]{{0,2}}(?:{_TAGGED}|{_MARK})(?:[ \xa0]?(?:{_TAGGED}|{_MARK})){{0,12}}(?: (?=[,。;!?、]))?")
# Before or behind a mark, these make it a number, an interval or a thing that the sentence talks about.
_NAMES = lazy_compile(
    "(?:[在为是选见图表式题例注条项第如按键集域和与及或、:]|(?<![地山])区|范围|区间|数组|列表|元组|字典|向量|矩阵|坐标|下标|索引|参数|元素|变量|取值|属于|参考|参阅"
    '|文献|公式|编号|选项|答案|输入|选择|点击|介于|参照|引自|步骤|方程|来自|根据|依据|座位|房间)["“]?$'
)
_NAMED = lazy_compile(r'[ \xa0]?(?:[=+*/^_(（≤≥<>%"”\d]|第\d|号|楼|[条项级档键式页个]|中[^国央华间部]|所[示述])')
_YEAR = lazy_compile(r"[12]\d{3}年")
_LIST = lazy_compile(
    r"^[ \t]{0,8}(?:#{1,6} |[一二三四五六七八九十\d]{1,3}[、.．] ?|[\[【(])?(?:主要|附)?"
    r"(?:参考(?:文献|资料|书目|来源|书籍|链接)|引用(?:文献|资料|来源)?|引文|注释|注解|脚注|尾注|附注|原注|译注|校注|注|文献|资料来源|来源|出处|References?|Notes?|Bibliography)"
    r"[\]】)]?(?: ?\[编辑[^\]\n]{0,10}\])?[ \t]{0,8}(?:$|[:：])",
    re.M | re.I,
)
_ENTRY = lazy_compile(r"^[ \t]{0,8}[\[〔][1-9]\d{0,2}[\]〕][^\n\[]{2}", re.M)
# Points that a line counts behind a colon.
_POINTS = lazy_compile(r": ?[\[〔]1[\]〕]")
_SEVERAL = lazy_compile(r"(\d+)[-,–—~、](?=(\d+))")
_NOTED = lazy_compile(r"^[ \t]{0,8}[\[(]?(\d{1,3})[.、．)\]]", re.M)
_EXERCISE = lazy_compile("填空|选词|完形|空格处|[划画]线")
_NUMBERED = lazy_compile(r"[\[〔]\d")
_EDIT = lazy_compile(rf"(?<=[{HAN}\w)）])[ \xa0]?\[ ?编辑(?:本段|源代码|本节|词条| ?\| ?编辑源代码)? ?\](?=[ \xa0]{{0,4}}$)", re.M)
_PRESSED = lazy_compile("[，。；、,;:：]|点击|单击|选择|按下?$|[的是为了]$")
_ROLE = lazy_compile(r"\[(?:记者|作者|主编|责编|美编|设计|审核|校对|导演)\]")
_NOTE = lazy_compile(
    rf"(?<=[{HAN}，。；！？,;!?”）)])[ \xa0]?\[(?:来源请求|请求来源|需要(?:引证|引文|来源|解释|更深入解释|第三方来源)|可疑(?: ?[-–] ?讨论)?|原创研究\??|页码请求"
    r"|(?:永久)?失效(?:链接|连结)|与来源不符|来源可靠\?|(?:谁|何时|哪里|为何)\?|citation needed)\]",
    re.I,
)
_NOTED_BY = lazy_compile(r"\[(?:来|请|需|可|原|页|永|失|与|谁|何|哪|为|[Cc])")  # how a request begins
_ABOUT_NOTE = lazy_compile('["”]|的?(?:标签|模板|字样|标记|符号|提示)|[的这两四五等]')
_SAID = lazy_compile('(?:[加标写打挂有见个条插叫"“]|加上|加了|标注|标上|标着|写着|出现|所谓)$')


@dataclass(frozen=True)
class Citation(Cleaner):
    """Remove marks that point at no list: [1], [2][3], [1-3], 〔1〕, <sup>[1]</sup>, and a wiki's own [编辑] and [来源请求].

    A page that is copied loses the list at its foot, and the marks in the sentences stay behind. A mark goes where it stands behind
    a Chinese character or mark; [编辑] goes at the end of a heading.

    Stay: every mark of a text that has a list of references or notes, or two lines that begin with such a number; a[1] and data[2];
    见[1], 区间[1,2], 国发〔85〕12号, numbered points behind a colon; [德]黑塞 and [注]; code and formulas.
    """

    name: ClassVar[str] = "debris.citation"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset({"tag"})
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "mark": "A citation mark goes if the text has no list of references.",
        "edit": "A wiki's [编辑] behind a heading goes.",
        "note": "A wiki's request for a source goes.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        if not any(sign in view for sign in "[［〔"):
            return
        text = fold(masked(view, self.enters))
        if "编辑" in text and _ROLE.search(text) is None:
            for match in _EDIT.finditer(text):
                head = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - 40) : match.start()]
                if not _PRESSED.search(head) and (len(head) < 40):
                    yield Hit(*match.span(), "", "edit")
        for match in _NOTE.finditer(text) if _NOTED_BY.search(text) else ():
            if not _ABOUT_NOTE.match(text, match.end()) and not _SAID.search(_before(text, match.start())):
                yield Hit(*match.span(), "", "note")
        if _NUMBERED.search(text) and not _has_list(text):
            yield from _marks(text)


def _before(text: str, at: int) -> str:
    return text[max(0, at - 8) : at]


def _has_list(text: str) -> bool:
    """True if the text has what its marks point at, or uses them as the blanks of an exercise."""
    return bool(_LIST.search(text) or _ENTRY.search(text) or _EXERCISE.search(text))


def _marks(text: str) -> Iterator[Hit]:
    found = list(_MARKS.finditer(text))
    if not found or _noted_below(text, found):
        return
    newlines = [match.start() for match in re.finditer("\n", text)]
    counted = {bisect_left(newlines, match.start()) for match in _POINTS.finditer(text)}
    named = [bool(_NAMES.search(_before(text, m.start())) or (_NAMED.match(text, m.end()) and not _begins(text, m))) for m in found]
    several = [_SEVERAL.search(m[0]) is not None for m in found]
    # Intervals, results and coordinates are written so too: one that is named or falls tells what all are.
    plain = len(found) > 1 and not any(s and (n or _falls(m[0])) for m, n, s in zip(found, named, several, strict=True))
    for match, is_named, has_several in zip(found, named, several, strict=True):
        if is_named or (has_several and not plain):
            continue
        if not counted or bisect_left(newlines, match.start()) not in counted:
            yield Hit(*match.span(), "", "mark")


def _begins(text: str, mark: re.Match[str]) -> bool:
    """True for a mark between two sentences, of which the second begins with a year: 。[2]1968年."""
    return text[mark.start() - 1 : mark.start()] in ("。", "！", "？", "!", "?") and _YEAR.match(text, mark.end()) is not None


def _falls(mark: str) -> bool:
    """True if numbers in one pair of brackets do not rise."""
    return any(int(m[1]) >= int(m[2]) for m in _SEVERAL.finditer(mark))


def _noted_below(text: str, found: list[re.Match[str]]) -> bool:
    """True if numbered lines below the last mark answer all the marks: notes without a heading."""
    notes = {match[1] for match in _NOTED.finditer(text, found[-1].end())}
    return bool(notes) and {number for m in found for number in re.findall(r"[\[〔](\d+)", m[0])} <= notes
