"""dedupe.teaser: a lead that a site cut from the body and put before it. Compares folded text; knows no wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.han.fold import bare
from textclean.han.lines import is_prose, whole, written_lines

_DOTS = lazy_compile(r"(?:\.{2,}|…+|。{3,})[\s\"”]*(?:[\[【(（](?:详细|詳細|更多|全文|查看全文|阅读全文|閱讀全文)[\])）】])?\s*\Z")
_LEAST = 20  # letters and characters that must agree
_FIRST = 3  # lines among which the teaser stands


@dataclass(frozen=True)
class Teaser(Cleaner):
    """Remove a first line that ends in dots and repeats the beginning of what follows.

    Lists of articles show such leads, and pages carry them along. Width, script, marks and blanks aside, the lead must be the
    beginning of the text below it, for twenty characters at least; a title may stand in both.

    Stay: an abstract in its own words; a first line that ends in dots and is said once.
    """

    name: ClassVar[str] = "dedupe.teaser"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes", "debris")

    def find(self, view: View) -> Iterator[Hit]:
        written = view.fact(written_lines)
        for k, line in enumerate(written[:_FIRST]):
            if not _DOTS.search(line.text):
                continue
            lead = bare(_DOTS.sub("", line.text))
            if len(lead) < _LEAST or k + 1 == len(written):
                continue
            for start in written[k + 1 : k + 3]:
                # Twice the length leaves room for the marks and blanks that are not compared.
                body = bare(view[start.start : start.start + 2 * len(line.text) + 40])
                if (is_prose(start.text) and body.startswith(lead[:-1])) or _title_and(lead, body, written[k + 1].text):
                    yield Hit(*whole(view, line), "", "", f"{len(lead)} characters again below")
                    break


def _title_and(lead: str, body: str, title: str) -> bool:
    """True if the lead is the title of the line below and then the beginning of what follows that title."""
    head = bare(title)
    return bool(head) and lead.startswith(head) and body.startswith(lead[len(head) : -1]) and len(lead) - len(head) >= _LEAST
