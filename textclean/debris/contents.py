"""debris.contents: the table of contents that a wiki puts before an entry. Knows it by its lines, which come again as headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.han.fold import bare, fold
from textclean.han.lines import Line, is_prose, whole, written_lines

_HEADING = lazy_compile(r"[【\[]?(?:目录|目次|内容目录|文章目录|快速导航)[】\]]?(?: ?[\[(]?(?:隐藏|收起|展开)[\])]?)?")
_NUMBERED = lazy_compile(r"[•·▪]? ?\d{1,2}(?:\.\d{1,2})*[.、 \u3000\t]+|▪ ?")
_EDIT = lazy_compile(r"[\[［](?:编辑|編輯)(?:本段|源代码)?[\]］]$")
_WIKI = lazy_compile("[\\[［](?:编辑|編輯)|词条|詞條|条目|條目|维基|維基|百科")
_BUTTON = lazy_compile(
    r"(?P<title>[^\s，。；：！？,;:!?]{2,16}?)(?:[ \xa0]{1,2}(?P<read>播报|播報))?[ \xa0]{0,2}(?:编辑|編輯)(?:[ \xa0]{1,2}(?P<heard>播报|播報))?"
)
_ROW = lazy_compile(r"(?:^|\s)\d{1,2}(?:\.\d{1,2})*[.、 ]\s?([^\s\d]\S{0,20})")  # contents in one line
_ALBUM = lazy_compile(r"[^\s，。；：！？]{2,24}[（(]\d{1,3}[张張][)）]")
_WIDEST = 24  # code points of the heading's line
_LONGEST, _AGAIN = 60, 2  # lines of contents at most; entries that come again at least


@dataclass(frozen=True)
class Contents(Cleaner):
    """Remove 目录 and the lines below it, where they come again in the text as headings of their own.

    A wiki makes such a table from the headings of an entry. It stands above the prose; with numbers the whole list goes, without
    them as much of it as comes again.

    The button 编辑 goes from the headings of such an entry, too, with the names of its albums of pictures.

    Stay: the contents of a book or a report, which an author wrote: the text must show that it is a wiki's.
    """

    name: ClassVar[str] = "debris.contents"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")

    def find(self, view: View) -> Iterator[Hit]:
        if "编辑" in view or "編輯" in view:
            yield from _buttons(view, view.fact(written_lines))
        if ("目" not in view and "快速" not in view) or _WIKI.search(view) is None:
            return
        written = view.fact(written_lines)
        heads = [k for k, line in enumerate(written) if len(line.text) <= _WIDEST and _HEADING.fullmatch(fold(line.bare))]
        times: Counter[str] = Counter()  # of the titles below a heading: from the last one up, so that each line is counted once
        end = len(written)
        for head in reversed(heads):
            times.update(map(_title, written[head + 1 : end]))
            end = head + 1
            count = _entries(written[head + 1 : head + 1 + _LONGEST], times)
            yield from (Hit(entry.start, entry.end + 1, "") for entry in written[head : head + 1 + count] if count)


def _buttons(view: View, written: Sequence[Line]) -> Iterator[Hit]:
    """The button 编辑 against the headings of an entry, where the contents name at least two of these, or 播报 stands beside one.

    With them go the names of its albums of pictures: 石龙子（6张）.
    """
    found = [(line, match) for line in written if (match := _BUTTON.fullmatch(line.text))]
    titles = {bare(match["title"]) for _, match in found}
    listed = {bare(title) for line in written for title in (line.text, *_ROW.findall(line.bare))} if found else set()
    if (len(titles & listed) >= _AGAIN and _WIKI.search(view)) or any(match["read"] or match["heard"] for _, match in found):
        yield from (Hit(line.start + match.end("title"), line.end, "") for line, match in found)
        yield from (Hit(*whole(view, line), "") for line in written if _ALBUM.fullmatch(line.bare))


def _entries(below: Sequence[Line], times: Mapping[str, int]) -> int:
    """How many of the lines below a heading are entries of contents; 0 if too few of them come again."""
    listed = list(takewhile(lambda line: not is_prose(line.text), below))
    row = [bare(title) for title in _ROW.findall(listed[0].bare)] if listed else []
    if len(row) > 1 and sum(times[title] > 0 for title in row) * 2 > len(row):
        return 1  # all in one line
    numbered = bool(listed) and _NUMBERED.match(listed[0].bare) is not None
    if numbered:
        listed = _once(list(takewhile(lambda line: _NUMBERED.match(line.bare), listed)))
    again = [k for k, line in enumerate(listed) if times[_title(line)] > 1]
    if len(again) < _AGAIN or len(again) * 2 < len(listed):
        return 0
    if numbered:
        return len(listed)
    return min(len(_once(listed)), again[-1] + 1)


def _once(listed: Sequence[Line]) -> list[Line]:
    """The lines up to the first title that comes again: there the entry itself begins."""
    seen: set[str] = set()
    for k, line in enumerate(listed):
        if _title(line) in seen:
            return list(listed[:k])
        seen.add(_title(line))
    return list(listed)


def _title(line: Line) -> str:
    return bare(_NUMBERED.sub("", _BUTTON.sub(r"\g<title>", _EDIT.sub("", line.bare))))
