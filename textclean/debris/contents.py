"""debris.contents: the table of contents that a wiki puts before an entry. Knows it by its lines, which come again as headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.view import View
from textclean.han.fold import bare, fold
from textclean.han.lines import is_prose, lines

_HEADING = re.compile(r"[【\[]?(?:目录|目次|内容目录|文章目录|快速导航)[】\]]?(?: ?[\[(]?(?:隐藏|收起|展开)[\])]?)?")
_NUMBERED = re.compile(r"[•·]? ?\d{1,2}(?:\.\d{1,2})*[.、 \u3000\t]+")
_EDIT = re.compile(r"[\[［](?:编辑|編輯)(?:本段|源代码)?[\]］]$")
_LONGEST, _AGAIN = 60, 2  # lines of contents at most; entries that come again at least


@dataclass(frozen=True)
class Contents(Cleaner):
    """Remove 目录 and the lines below it, where they come again in the text as headings of their own.

    A wiki makes such a table from the headings of an entry. It stands above the prose; with numbers the whole list goes, without
    them as much of it as comes again.

    Stay: the contents that an author wrote (a book's, a report's), of which the text below has no such headings.
    """

    name: ClassVar[str] = "debris.contents"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")

    def find(self, view: View) -> Iterator[Hit]:
        if "目" not in view and "快速" not in view:
            return
        written = [line for line in view.fact(lines) if not line.is_blank]
        first = next((k for k, line in enumerate(written) if is_prose(line.text)), 0)
        head = next((k for k in range(first) if _HEADING.fullmatch(fold(written[k].bare))), None)
        if head is None or first - head > _LONGEST:
            return
        below = {bare(_EDIT.sub("", line.bare)) for line in written[first:]}
        listed = written[head + 1 : first]
        known = [k for k, line in enumerate(listed) if bare(_NUMBERED.sub("", line.bare)) in below]
        if len(known) < _AGAIN or len(known) * 2 < len(listed):
            return
        numbered = all(_NUMBERED.match(line.bare) for line in listed)
        count = len(listed) if numbered else known[-1] + 1
        yield from (Hit(line.start, line.end + 1, "") for line in written[head : head + 1 + count])
