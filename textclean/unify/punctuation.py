"""unify.punctuation: the width, the dots and dashes and the collisions of marks in Chinese text. Leaves quotes to unify.quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import BLANK, masked
from textclean.core.view import View
from textclean.han.chars import CLOSING, HAN, OPENING, count_han, has_han, is_han
from textclean.han.lines import is_foreign, lines_with
from textclean.han.marks import CHINESE_MARKS as _CHINESE_MARKS
from textclean.han.marks import marks_are_plain
from textclean.han.model import closes

_WIDE = dict(zip(",;:?!", "，；：？！", strict=True))
_CLOSING = re.escape(CLOSING)
_OPENING = re.escape(OPENING)
_LEFT = f"{HAN}{_CLOSING}…—％"
_RIGHT = f"{HAN}{_OPENING}"

# A run of marks with blanks between and behind them; no single mark that is Chinese. It begins with a mark, for speed.
_RUN = lazy_compile(
    rf"[,;:?!{_CHINESE_MARKS}](?:(?<=[,;:?!])|(?=[ \t]*[,;:?!.{_CHINESE_MARKS}]))(?:[ \t]*[,;:?!.{_CHINESE_MARKS}])*[ \t]*"
)
_BLANKS = " \t"
_NEEDS_WORK = lazy_compile(rf"[,;:?!]|[{_CHINESE_MARKS}][ \t]*[{_CHINESE_MARKS}.]")
_TICK = lazy_compile(f"(?<=[^`\\s])`(?=:[{HAN}])")
_ANY_MARK = lazy_compile(rf"[,;:?!.()…]|--|··|[{_CHINESE_MARKS}][ \t]*[{_CHINESE_MARKS}]")  # whatever a rule below begins with
_SMILEY = lazy_compile(r"[:;]-?\)(?![A-Za-z0-9])|[:;]-?\((?=$|[\s，。！？,.!?])")
_QUERY = lazy_compile(r"[a-z_]+=", re.I)
_LISTED = 3
_REPLY = lazy_compile(r"(?<![A-Za-z])(?:Re|RE|Fw|FW|Fwd|FWD)\Z")
_ENTITY = lazy_compile(r"&#?\w{1,10}\Z")

_STOP = lazy_compile(rf"(?<=[{HAN}{_CLOSING}])[ ]*\.(?=[ \t]*(?:$|[{_RIGHT}”’」』]))", re.M)
_BLANKS_HERE = lazy_compile(r"[ \t]+")
_TO_END = lazy_compile(r"\s*\Z")
_CHINESE_DOMAINS = ("中国", "公司", "网络", "中國", "公益")
# Characters that foreign names are written with: where two of them stand on either side, a dot is a name's.
_NAMES = frozenset(
    "阿埃艾安奥巴白贝本比彼别波伯博布查达大戴丹道德邓迪蒂丁杜多厄恩尔法范菲费弗夫福盖甘冈高戈哥格古哈海汉豪赫亨胡华怀霍基吉加贾杰金卡凯坎康考科"
    "克肯库拉莱赖兰朗劳勒雷里利莉林龙卢鲁路伦罗洛马玛迈曼茅梅门蒙米密莫默姆穆拿娜纳南内尼纽努诺欧帕派潘佩彭皮普齐奇乔切琼丘萨塞桑沙莎山舍申史什"
    "斯松苏索塔泰坦汤特提图托瓦万旺威韦维温沃乌伍希西夏香肖谢辛休雅亚扬耶伊依英尤约扎詹泽朱兹佐列奧達爾費馬羅納溫韋圖瑪蘭薩"
)
_NUMERALS = "一二三四五六七八九十百千万"
_OFTEN = 0.3
_SENTENCE = 4  # Chinese characters at the head of a line that make the dot behind them a sentence's and not a number's (一.总则)

# A blank beside a figure parts no clauses: 加热 25 分钟 .
_CLAUSES = lazy_compile(r"[，。；！？,;!?]|(?<![0-9A-Za-z])\s(?![0-9A-Za-z])")
_ONLY_HAN = lazy_compile(f"[“「『][{HAN}]+\\Z")  # “用锅.”
_DOTS = lazy_compile(r"(?<![.…])(?:\.{3,}|…+|。{3,}|·{3,}|・{3,})(?![.…])")
_SIGNAL = 12  # code points before dots in which a sign of the telegraph would end
_SIGNAL_BEFORE = lazy_compile(r"(?<![·・.−–—-])[·・.]*[−–—-][·・.−–—-]{0,5} {1,2}\Z")
_SIGNAL_BEHIND = lazy_compile(r" {1,2}[·・.]{0,5}[−–—-][·・.−–—-]{0,5}(?![^\s，。])")
_QUOTES = dict(zip('“‘「『"', '”’」』"', strict=True))
_UTTERED = lazy_compile(r"(?:^|[：:。！？…\s])[\"“‘「『]\Z")  # before a quote that holds somebody's silence
_PAGE_NUMBER = lazy_compile(r"\s*\d{1,4}\s*$")
_DASHES = lazy_compile(rf"(?<=[{_LEFT}，。！？”\"])[ ]*(?<!-)-{{2,4}}(?!-)[ ]*(?=[{_RIGHT}“\"]|$)", re.M)
_NAME_END = lazy_compile(r"\w\Z", re.A)
_ARGUMENTS = lazy_compile(r"[=,]\s*\w|['\"]")
_BESIDE = 6  # code points before a mark at the end of a speech, one of which is Chinese
_NEAR = 40  # code points that are looked at on either side of a mark
_PARENTHESES = lazy_compile(r"[(（]((?:[^()（）\n]|[(（][^()（）\n]{0,100}[)）]){1,300})[)）]")
_INNER = lazy_compile(r"[(（]([^()（）\n]{1,300})[)）]")
_FUNCTION = lazy_compile(r"(?<![A-Za-z])[A-Za-z]\Z")
_FUNCTION_VALUE = lazy_compile(r"(?<![A-Za-z])[A-Za-z]\([^()\n]{1,12}\)\s*[=<>≤≥]")
_FACE = lazy_compile(r"°(?![CFc\d])|[ω´`^_≧≦▽∀Д￣;；]")


def _collided(marks: str) -> str:
    """What a run of wide marks stands for.

    >>> [_collided(m) for m in ("，，", "。，", "，。", "！。", "？！", "、，")]
    ['，', '，', '。', '！', '？！', '，']
    """
    out = marks[0]
    for mark in marks[1:]:
        out = out[:-1] + _PAIRS.get(out[-1] + mark, out[-1] + mark)
    return out


_PAIRS = {
    **{mark + mark: mark for mark in "，、；：。"},
    "。，": "，", "，。": "。", "、，": "，", "，、": "，", "：，": "：", "，：": "：", "！。": "！", "？。": "？", "。！": "！", "。？": "？",
    "，；": "；", "；，": "；", "。；": "；", "；。": "。", "、。": "。", "。、": "、", "，！": "！", "，？": "？", "、；": "；",
}  # fmt: skip


@dataclass(frozen=True)
class Punctuation(Cleaner):
    """Give Chinese text Chinese marks: ,;:!? beside a Chinese character become wide and the blanks round them go.

    Pages are folded to half width by databases, old editors and other cleaners, and machine translation leaves blanks round marks
    and marks that collide. Dots become ……, two hyphens ——, parentheses with Chinese inside （）, colliding marks one.

    Stay: numbers, times, ratios and versions; addresses, code, JSON, CSV, formulas, subtitles, references; lines that are
    English with some Chinese in them; parentheses without Chinese inside; ？！ and ！！, which are meant; a mark alone in quotes that
    is talked about (“。。。”不合规范), but not an utterance of dots (他说：“...”).
    """

    name: ClassVar[str] = "unify.punctuation"
    safety: ClassVar[Safety] = Safety.SAFE
    after: ClassVar[tuple[str, ...]] = ("repair",)
    rules: ClassVar[dict[str, str]] = {
        "width": "Half-width marks beside Chinese become full-width.",
        "collision": "Colliding marks become the one that was meant.",
        "stop": "A dot that ends a Chinese sentence becomes 。.",
        "ellipsis": "Dots in Chinese become ……, not counting how many there were.",
        "dash": "Two or more hyphens between Chinese become ——.",
        "parentheses": "Parentheses with Chinese inside become full-width.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        if view.fact(marks_are_plain):
            return
        text = _ticked(view, masked(view)) if "`:" in view else masked(view)
        for at, line in lines_with(_ANY_MARK, text):
            if not is_foreign(line):
                for start, end, become, rule, note in _in_line(line):
                    yield Hit(at + start, at + end, become, rule, note)


def _ticked(view: View, text: str) -> str:
    """The masked text with the backticks before colons as they are: what stands against an address belongs to it, not to code."""
    shown = list(text)
    for match in _TICK.finditer(view):
        shown[match.start()] = "`"
    return "".join(shown)


def _in_line(line: str) -> Iterator[Hit]:
    if _NEEDS_WORK.search(line):
        yield from _marks(line)
    if "." in line:
        yield from _stops(line)
    if ".." in line or "…" in line or "。。" in line or "··" in line:
        yield from _ellipses(line)
    if "--" in line and has_han(line):
        yield from (
            Hit(m.start(), m.end(), "——", "dash") for m in _DASHES.finditer(line) if not _is_talked_about(line, m.start(), m.end())
        )
    if "(" in line or ")" in line:
        yield from _parentheses(line)


def _marks(line: str) -> Iterator[Hit]:
    done = 0
    for match in _RUN.finditer(line):
        start, end = match.span()
        while start > done and line[start - 1] in _BLANKS:
            start -= 1
        done = end
        run = line[start:end]
        marks = run.replace(" ", "").replace("\t", "")
        before, after = line[max(0, start - _NEAR) : start], line[end : end + _NEAR]
        if marks in _CHINESE_MARKS or "..." in marks or marks.startswith("。。。") or _means_itself(marks, before, after):
            continue
        wide = "".join(_WIDE.get(mark, mark) for mark in marks)
        if "." in wide:
            wide = wide.replace(".", "。")
        become = _collided(wide)
        if become == marks:
            continue
        # The blank that parts a mark from an address says where the address ends.
        tail = " " if after.startswith(BLANK) and run[-1] == " " else ""
        head = " " if before.endswith(BLANK) and run[0] == " " else ""
        yield Hit(start, end, head + become + tail, "width" if become == wide else "collision")


def _means_itself(marks: str, before: str, after: str) -> bool:
    """True where a run of marks is not punctuation of Chinese."""
    left, right = before[-1:], after[:1]
    if len(set(marks)) >= _LISTED or marks == "::":
        return True  # marks that are talked about, one after the other; a name in C++
    if all(mark in _CHINESE_MARKS for mark in marks):
        return _is(left, _OPENING) and _is(right, _CLOSING)
    chinese = _is(left, _LEFT) or _is(right, _RIGHT) or any(mark in _CHINESE_MARKS for mark in marks)
    speech = _is(right, "”」』") and not _is(left, _OPENING)  # 何以姓为③?”, but not “:”
    chinese = chinese or (speech and has_han(before[-_BESIDE:]))
    if not chinese:
        return not (left in "\"'" and _is(before.rstrip("\"'")[-1:], _LEFT) and left != "")
    if marks[0] in ":;" and _SMILEY.match(marks + after):
        return True
    if marks == ";" and _ENTITY.search(before):
        return True
    if marks == ":" and _REPLY.search(before):
        return True  # what mail puts before a subject
    if marks == "?" and left in ("+", "*"):
        return True  # the shortest match of a regular expression
    # What stands against an address belongs to it: wiki/Help:目录, 石桥?oldid=3.
    return (before.endswith(BLANK) and marks in ":?" and bool(after)) or (marks == "?" and _QUERY.match(after) is not None)


@lru_cache(maxsize=1 << 14)
def _is(character: str, members: str) -> bool:
    return bool(character) and re.match(f"[{members}]", character) is not None


def _stops(line: str) -> Iterator[Hit]:
    for match in _STOP.finditer(line):
        before = line[max(0, match.start() - _NEAR) : match.start()]
        *earlier, clause = _CLAUSES.split(before)
        if not _ends_here(line, match) or line.startswith(_CHINESE_DOMAINS, match.end()):
            continue
        uttered = line[match.end() : match.end() + 1] in ("”", "」", "』") and _ONLY_HAN.search(before) is not None
        if uttered or count_han(clause) >= _SENTENCE or (earlier and has_han(earlier[-1])) or closes(before[-1:]) >= _OFTEN:
            yield Hit(match.start(), _blanks_end(line, match.end()), "。", "stop")


def _blanks_end(line: str, at: int) -> int:
    """Where the blanks end that begin at a place; the place itself if nothing but white space follows."""
    blanks = _BLANKS_HERE.match(line, at)
    return at if blanks is None or _TO_END.match(line, blanks.end()) else blanks.end()


def _ends_here(line: str, match: re.Match[str]) -> bool:
    """False for a dot that stands for the middle dot of a name: no blank behind it, and names' characters on both sides."""
    after = line[match.end() : match.end() + 1]
    if not is_han(after):
        return True
    beside = line[max(0, match.start() - 2) : match.start()] + line[match.end() : match.end() + 2]
    return not _NAMES.issuperset(beside) and line[match.start() - 1] not in _NUMERALS


def _ellipses(line: str) -> Iterator[Hit]:
    for match in _DOTS.finditer(line):
        left = line[max(0, match.start() - _NEAR) : match.start()].rstrip(" ")[-1:]
        right = line[match.end() : match.end() + _NEAR].lstrip(" ")[:1]
        if _is_leader(line, match) or _is_morse(line, match) or _is_talked_about(line, match.start(), match.end()):
            continue
        if match[0] != "……" and (_is(left, f"{_LEFT}{_CHINESE_MARKS}{_OPENING}") or _is(right, _RIGHT)):
            yield Hit(match.start(), match.end(), "……", "ellipsis")


def _is_talked_about(line: str, start: int, end: int) -> bool:
    """True for marks alone in a pair of quotes, unless they are what somebody says, or fails to."""
    before = line[max(0, start - 2) : start]
    closing = _QUOTES.get(before[-1:])
    return closing is not None and line[end : end + 1] == closing and _UTTERED.search(before) is None


def _is_leader(line: str, dots: re.Match[str]) -> bool:
    """True for the dots before a page number in a table of contents, and for those of a series: 1，2，…，n."""
    before = line[max(0, dots.start() - 4) : dots.start()].rstrip(" ，,、")
    series = _is(line[dots.start() - 1 : dots.start()], "，,、") and _is(line[dots.end() : dots.end() + 1], "，,、")
    return _PAGE_NUMBER.match(line, dots.end()) is not None or (series and not has_han(before[-1:]))


def _is_morse(line: str, dots: re.Match[str]) -> bool:
    """True for dots beside another sign of the telegraph: ··· −−− ···."""
    return (
        _SIGNAL_BEFORE.search(line, max(0, dots.start() - _SIGNAL), dots.start()) is not None
        or _SIGNAL_BEHIND.match(line, dots.end()) is not None
    )


def _parentheses(line: str) -> Iterator[Hit]:
    formula = _FUNCTION_VALUE.search(line) is not None
    pairs = {match.span() for pattern in (_PARENTHESES, _INNER) for match in pattern.finditer(line)}
    for start, end in sorted(pairs):
        inside, before = line[start + 1 : end - 1], line[max(0, start - _NEAR) : start]
        mixed = (line[start] == "（") != (line[end - 1] == "）")
        if (
            not (has_han(inside) or (mixed and has_han(before[-1:] + line[end : end + 1])))
            or before.endswith("]")
            or (_is_talked_about(line, start, start + 1) and _is_talked_about(line, end - 1, end))
            or _FACE.search(inside)
        ):
            continue
        if _NAME_END.search(before) and not has_han(before) and _ARGUMENTS.search(inside):
            continue  # a call with Chinese in its arguments
        if formula and _FUNCTION.search(before):
            continue
        if line[start] == "(":
            yield Hit(start, start + 1, "（", "parentheses")
        if line[end - 1] == ")":
            yield Hit(end - 1, end, "）", "parentheses")
