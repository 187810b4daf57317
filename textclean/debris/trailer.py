"""debris.trailer: what a forum or portal puts below a text. Its shapes are data; a block is trimmed up to the last line of prose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.debris._lines import folded_lines, rule_of
from textclean.han.lines import Line, is_prose

_LONGEST = 30  # lines below the last line of prose that may belong to the site
_UNKNOWN = 20  # code points of a line between two known ones that goes with them


@dataclass(frozen=True)
class Trailer(Cleaner):
    """Remove the block of links below a text: 我要回帖, 更多关于 … 的文章, 随机推荐.

    It is read from the bottom up to the last line of prose. A short line between two lines of known shapes goes with them, and
    so do the blank lines round the block. The block must have a line that is nothing but the site's.

    Stay: sentences, signatures and dates, lists, anything above a line of prose.
    """

    name: ClassVar[str] = "debris.trailer"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "reply": "Calls to answer go.",
        "more": "Links to more of the same go.",
        "recommended": "Headings of recommendations go.",
        "back": "Ways back go.",
        "between": "A short line between two of the site's lines goes with them.",
    }

    def versions(self) -> dict[str, str]:
        return {"debris.toml": data.version("debris.toml")}

    def find(self, view: View) -> Iterator[Hit]:
        tail: list[tuple[Line, str]] = []
        every = view.fact(folded_lines)
        # What a final newline ends is no line: the newline stays as it is.
        for line, folded in reversed(every[:-1] if view.endswith("\n") else every):
            if len(tail) == _LONGEST or is_prose(line.text):
                break
            tail.insert(0, (line, folded))
        known = [rule_of("trailer", folded) if folded else None for _, folded in tail]
        sure = [k for k, rule in enumerate(known) if rule]
        if not sure:
            return
        for k in range(sure[0], len(tail)):
            line, folded = tail[k]
            rule = known[k]
            if rule is None and folded and not (k < sure[-1] and len(folded) <= _UNKNOWN):
                continue
            yield Hit(*_with_break(view, line, sure[0] == k, tail, k), "", rule.name if rule else "between")


def _with_break(view: View, line: Line, first: bool, tail: list[tuple[Line, str]], k: int) -> tuple[int, int]:
    """A line of the block with the newline before it; the first one with the blank lines above it too."""
    start = max(line.start - 1, 0)
    while first and k and not tail[k - 1][1]:
        k -= 1
        start = max(tail[k][0].start - 1, 0)
    return start, line.end if start else min(line.end + 1, len(view))
