"""debris.pagehead: page numbers and running heads that a printed page left between the lines. Knows their dress and their order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.debris._lines import removals
from textclean.han.chars import HAN, count_han, ends_sentence
from textclean.han.fold import fold
from textclean.han.lines import Line, is_cut, is_prose, written_lines
from textclean.han.marks import signs_in

# Group 1 or the last one holds the number; a dress of its own for each way of printing it.
_DRESSES = (
    lazy_compile(r"([·•・‧.]) ?(\d{1,3}) ?\1"),
    lazy_compile(r"([-–—―~]{1,2}) ?(\d{1,3}) ?\1"),
    lazy_compile(r"()第 ?(\d{1,4}) ?页"),
    lazy_compile(r"()[-—–]{0,2} ?第 ?(\d{1,4}) ?页 ?[,/，、]? ?\(?[共/] ?\d{1,4} ?页\)? ?[-—–]{0,2}"),
    lazy_compile(r"()(?:Page|PAGE|page) ?(\d{1,4})"),
    lazy_compile(r"()(?:Page|PAGE|page) ?(\d{1,4}) ?(?:of|/) ?\d{1,4}"),
    lazy_compile(r"()[Pp]\.? ?(\d{1,3})"),
    lazy_compile(r"()(\d{1,3}) ?/ ?\d{1,3}"),
    lazy_compile(r"()[^。,;!?]{2,40}? {4,}第? ?(\d{1,4}) ?页?"),
    lazy_compile(r"()[^。,;!?]{2,40}? {4,}(\d{1,3}) ?/ ?\d{1,3}"),
)
_GAPPED = 8  # the dress of a head and its number, set at the two edges of a page
_EDGE_HEAD = lazy_compile(r"(?:\d{1,4} {3,}|[^。!?]{2,12} {3,})[^。!?]{2,40}? {3,}(?:\d{1,4}|\d{4}年[^。,;!?]{0,10})")
_PLAIN = (0, 1)  # dresses in which a number from ten on is a page's by itself
_DASHED = 1  # a dress in which a number from two on is
_OF_PAGE = 2  # 第2页
_TOTAL = (3, 5, 9)  # dresses that tell how many pages there are
_OF = 7  # the dress that may be a score or a fraction, unless all have one total
_BETWEEN = 20  # characters between two page numbers at least: a list of pages has none
_NOTE = r"[(\[【《]? ?{} ?第? ?[\da-z一二三四五六七八九十]{{1,4}} ?[版页](?:[·.,:]?[^()\[\]【】\n]{{0,10}})? ?[)\]】》]?"
_TURN = lazy_compile(
    rf"(?P<to>{_NOTE.format('(?:紧)?[下]转')})(?P<end>[ \u3000]*(?:\n\s*|$))(?P<from>{_NOTE.format('(?:紧)?[上]接')}[ \u3000]*\n?)?|^(?P<only>{_NOTE.format('(?:紧)?[上]接')})[ \u3000]*\n?",
    re.M | re.I,
)
_HEADS = 3  # lines of a running head at most
_HEAD_LINE = lazy_compile(
    r"(?:\d{1,4} [^。,;:!?]{2,70}|[^。,;!?]{2,70} \d{1,4}|第? ?\d{1,3} ?[卷期][^。,;!?]{2,60}"
    r"|[^。,;!?]{2,40} ?(?:第? ?\d{1,3} ?[卷期]|\d{4}年第? ?\d{1,2} ?期)[^。,;!?]{0,10}|[·•—–-] ?\d{1,4} ?[·•—–-]|\d{1,4})"
)
_TOP = 4  # lines at the top of a text
_CUT = 16  # Chinese characters of a line that a page may have cut
_NAMED = 6  # Chinese characters of a head whose numbers may differ
_TITLE = 40  # characters of a running head at most
_DIGITS = lazy_compile(r"\d+")
_GAPS = lazy_compile(r"\s{2,}")
_GOES_ON = lazy_compile(f"[{HAN}，、,]$")
_CHAPTER = lazy_compile(r"第.{1,5}[章节回篇课部卷编讲]|[一二三四五六七八九十\d]{1,3}[、.．]|[(（]|[附图表例]|[\d.]+ ")
_ISSUE = lazy_compile(r"\d|[一二三四五六七八九十]期|学报|杂志")


@dataclass(frozen=True)
class Pagehead(Cleaner):
    """Remove lines that are only a page number, and the running head beside them: ·17·, - 3 -, 第 3 页 共 9 页, Page 1.

    Text that was taken out of a PDF keeps what stood at the top and the foot of each page. At least two numbers in one dress must
    rise through the text, and something must show that they count pages: a sentence that one of them cuts, a head beside them
    that comes back, a number behind the last line, the total. A head must be equal, digits aside, in two such places.

    Stay: single numbers, lists, years, prices, the numbers of sections and of poems in a cycle, the pages of a picture book,
    headings, the title at the top of a text that heads its pages too.
    """

    name: ClassVar[str] = "debris.pagehead"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "number": "Page numbers that rise from page to page go, each with its line.",
        "head": "A running head beside page numbers goes.",
        "turn": "A newspaper's notes that an article goes on elsewhere (下转第6版, 上接第3版) go, and the sentence is joined.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        if _DIGITS.search(view.fact(signs_in)) is None:
            return
        text = fold(masked(view))
        for match in _TURN.finditer(text) if "下转" in text or "上接" in text else ():
            cut = match["to"] is not None and match["from"] is not None
            yield Hit(match.start(), match.end(), "" if cut or match["to"] is None else match["end"], "turn")
        written = view.fact(written_lines)
        texts = [text[line.start : line.end].strip() for line in written]
        cutting = _cutting(written, texts)
        yield from _hits(view, written, cutting | _at_edges(texts, cutting))
        numbered = _numbered(texts)
        if len(numbered) == 1:
            yield from _alone(view, written, texts, *numbered.items())
        if len(numbered) < 2:
            return
        heads = _heads(texts, set(numbered))
        gone = dict.fromkeys(heads, "head")
        for dress in sorted({d for d, _ in numbered.values()}):
            places = [k for k, (d, _) in numbered.items() if d == dress]
            if (
                _rise([numbered[k][1] for k in places], dress, [texts[k] for k in places])
                and _apart(texts, places)
                and _are_pages(texts, dress, places, numbered, heads)
            ):
                gone.update(dict.fromkeys(places, "number"))
        numbers = {k for k, rule in gone.items() if rule == "number"}
        gone = {k: rule for k, rule in gone.items() if rule == "number" or {k - 1, k + 1} & numbers or k == 0}
        if numbers and len(gone) < len(written):
            yield from _hits(view, written, gone)


def _numbered(texts: Sequence[str]) -> dict[int, tuple[int, int]]:
    """The lines that are only a page number: which dress it wears, and the number."""
    found: dict[int, tuple[int, int]] = {}
    for k, text in enumerate(texts):
        if len(text) > (24 if "    " not in text else 80) or _DIGITS.search(text) is None:
            continue
        for dress, pattern in enumerate(_DRESSES):
            if match := pattern.fullmatch(text):
                found[k] = dress, int(match[2])
                break
    return found


def _cutting(written: Sequence[Line], texts: Sequence[str]) -> dict[int, str]:
    """Heads with a page's number, one to three lines of them, that stand between the halves of a sentence."""
    found: dict[int, str] = {}
    heads = [len(text) <= 2 * _TITLE and _DIGITS.search(text) and _HEAD_LINE.fullmatch(text) is not None for text in texts]
    for k in range(1, len(texts) - 1):
        end = next((j for j in range(k, min(k + _HEADS, len(texts))) if not heads[j]), min(k + _HEADS, len(texts)))
        if k < end < len(texts) and not heads[k - 1] and is_cut(written[k - 1].text, written[end].text):
            found.update(dict.fromkeys(range(k, end), "head"))
    return found


def _at_edges(texts: Sequence[str], cutting: Collection[int]) -> dict[int, str]:
    """The head of a page, with its number, as the first or the last line: one that cut a sentence elsewhere, with a number near its own, or
    one in three parts that wide gaps part, and no row of a table.
    """
    if len(texts) < 3:
        return {}
    told = {_DIGITS.sub("0", texts[k]): _number(texts[k]) for k in cutting if _DIGITS.sub("", texts[k]).strip()}
    near = 2 * len(cutting)  # pages that may lie between
    return {
        k: "head"
        for k, beside in ((0, 1), (len(texts) - 1, -2))
        if (_EDGE_HEAD.fullmatch(texts[k]) and "   " not in texts[beside]) or _is_near(texts[k], told, near)
    }


def _is_near(head: str, told: Mapping[str, int], pages: int) -> bool:
    """True for a head that differs from a told one by its number alone, and by no more than so many pages."""
    other = told.get(_DIGITS.sub("0", head)) if len(head) <= 2 * _TITLE else None
    return other is not None and 0 < abs(_number(head) - other) <= pages


def _number(head: str) -> int:
    """The last number of a head; 0 if there is none."""
    return int(([0, *_DIGITS.findall(head)])[-1])


def _alone(view: View, written: Sequence[Line], texts: Sequence[str], numbered: tuple[int, tuple[int, int]]) -> Iterator[Hit]:
    """A single number between dashes, where it cuts a sentence or is the last thing on a page."""
    k, (dress, number) = numbered
    if len(texts) < 3:
        return
    if (
        dress == _OF_PAGE
        and number > 1
        and 0 < k < len(texts) - 1
        and is_prose(written[k - 1].text)
        and is_prose(written[k + 1].text)
    ):
        yield from _hits(view, written, {k: "number"})
    if dress not in _PLAIN:
        return
    cuts = 0 < k < len(texts) - 1 and is_cut(written[k - 1].text, written[k + 1].text)
    if cuts or (k == len(texts) - 1 and is_prose(written[k - 1].text) and dress == 1):
        yield from _hits(view, written, {k: "number"})


def _rise(numbers: Sequence[int], dress: int, texts: Sequence[str]) -> bool:
    if dress == _OF:
        totals = {int(text.rpartition("/")[2]) for text in texts}
        return len(numbers) > 1 and len(totals) == 1 and max(numbers) <= totals.pop() and all(a <= b for a, b in pairwise(numbers))
    return len(numbers) > 1 and all(a < b for a, b in pairwise(numbers))


def _apart(texts: Sequence[str], places: Sequence[int]) -> bool:
    """True if a page's text stands between each two of the numbers."""
    return all(sum(map(len, texts[a + 1 : b])) >= _BETWEEN for a, b in pairwise(places) if "/" not in texts[a])


def _heads(texts: Sequence[str], numbered: set[int]) -> dict[int, str]:
    """Running heads: lines beside a number that come back there, and the same line at the top if it names an issue."""

    def key(k: int) -> str:
        # Short lines and headings of chapters that differ in a number are not the same.
        return texts[k] if count_han(texts[k]) < _NAMED or _CHAPTER.match(texts[k]) else _DIGITS.sub("0", texts[k])

    beside = {k for n in numbered for k in (n - 1, n + 1) if 0 <= k < len(texts) and k not in numbered and _may_head(texts[k])}
    if beside and 0 not in beside and _may_head(texts[0]) and _ISSUE.search(texts[0]):
        beside.add(0)
    times = Counter(key(k) for k in beside)
    top = key(0)
    heads: dict[int, str] = {}
    for k in sorted(beside):
        again = times[key(k)] > 1 or (k and key(k) == top)
        if again and (k or _ISSUE.search(texts[0]) or 0 in numbered):
            heads[k] = key(k)
    # A chapter's heading that heads its pages is kept once.
    first = {text: k for k, text in reversed(heads.items())}
    earliest = {text: k for k, text in reversed(list(enumerate(texts)))}
    return {k: text for k, text in heads.items() if not (_CHAPTER.match(text) and first[text] == k and earliest[text] == k)}


def _may_head(text: str) -> bool:
    return (
        len(_GAPS.sub(" ", text)) <= _TITLE
        and count_han(text) > 1
        and not ends_sentence(text)
        and not re.search("[，。,；;]|[、:：]$", text)
        and "\0" not in text
    )


def _are_pages(
    texts: Sequence[str], dress: int, places: Sequence[int], numbered: dict[int, tuple[int, int]], heads: dict[int, str]
) -> bool:
    if dress in _TOTAL or places[-1] == len(texts) - 1 or (dress == _OF and places[0] < _TOP):
        return True
    if dress == _GAPPED:
        return len({texts[k].partition("    ")[0] for k in places}) == 1
    first = numbered[places[0]][1]
    if (dress in _PLAIN and first >= 10) or (dress == _DASHED and first > 1):
        return True  # numbers that count parts begin at 1
    if any(k - 1 in heads or k + 1 in heads for k in places):
        return True
    return sum("。" in text for text in texts) > 1 and any(_cuts(texts, k, heads) for k in places)


def _cuts(texts: Sequence[str], k: int, heads: dict[int, str]) -> bool:
    """True if the line above a number breaks off and the line below it goes on."""
    if not 0 < k < len(texts) - 1:
        return False
    above, below = texts[k - 1], texts[k + 1]
    return count_han(above) >= _CUT and bool(_GOES_ON.search(above)) and bool(re.match(f"[{HAN}]", below)) and count_han(below) >= 8


def _hits(view: View, written: Sequence[Line], gone: dict[int, str]) -> Iterator[Hit]:
    rules = {written[k].start: rule for k, rule in gone.items()}
    starts = sorted(rules)
    for start, end in removals(view, rules.keys(), of_pages=True):
        yield Hit(start, end, "", rules[starts[bisect_left(starts, start)]])
