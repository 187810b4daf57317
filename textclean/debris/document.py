"""debris.document: what sites for documents put round one. Its shapes are a table; only a file's name is weighed against the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.view import View, ascii_in
from textclean.debris._lines import LineRules
from textclean.debris._page import debris_lines
from textclean.han.fold import bare, fold
from textclean.han.lines import lines

_FILE = lazy_compile(r"([^,。;:]{2,60})\.(?:docx?|pdf|pptx?|wps)", re.I)
_BELOW = 6  # written lines below a file's name among which its title stands


@dataclass(frozen=True)
class Document(LineRules):
    """Remove the rows of document sites: 资源ID：…, 合集下载, 本文共860字，1页, 还剩60页未读，继续阅读, 第1页 共2页 下一页.

    They show a document as a file, in parts, and sell the rest: its size and price stand above the text, how much is left below
    it, the numbers of its pages between. The name of the file goes if the same title stands below it without the ending.

    Stay: sentences about pages and words; 文档编号 of a company's papers; lists of attachments; a file's name that no title repeats.
    """

    name: ClassVar[str] = "debris.document"
    rules: ClassVar[dict[str, str]] = {
        "file": "Rows of a file's data that only such sites have go.",
        "data": "Rows of size, format and pages beside them go.",
        "about": "Headings of a description that is not there go.",
        "bundle": "Links to download go.",
        "count": "The number of words, and how long they take to read, goes.",
        "left": "Notes of how many pages are left go.",
        "page": "Rows with the number of a page and of all pages go.",
        "preview": "Notes that the preview is over go.",
        "hidden": "Notes of how much is hidden go.",
        "tools": "Notes about programs for downloading go.",
        "name": "A file's name above the same title, or beside other rows of the site, goes.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        yield from super().find(view)
        if "." not in view.fact(ascii_in) and "．" not in view:
            return
        told = {line.start for line, _ in view.fact(debris_lines)}
        written = [line for line in view.fact(lines) if not line.is_blank and line.start not in told]
        for k, line in enumerate(written[:_BELOW]):
            named = _FILE.fullmatch(fold(line.bare))
            title = bare(named[1]) if named else ""
            if title and any(bare(other.text) == title for other in written[k + 1 : k + 1 + _BELOW]):
                yield Hit(line.start, line.end + 1, "", "name", "the title below")
