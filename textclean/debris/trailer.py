"""debris.trailer: what a forum or portal puts below a text. Its shapes are data; a block is trimmed up to the last line of prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
_HEADINGS = {"recommended"}  # rules whose line is the heading of a list


@dataclass(frozen=True)
class Trailer(Cleaner):
    """Remove the block of links below a text: 我要回帖, 更多关于 … 的文章, 随机推荐.

    It is read from the bottom up to the last line of prose, and goes with the blank lines in it and above it.

    Stay: sentences, signatures and dates, any line of unknown shape; a heading with anything unknown below it, which may be a
    programme's or a menu's; lines that the text announces with a colon.
    """

    name: ClassVar[str] = "debris.trailer"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "reply": "Calls to answer go, with the blank lines above them.",
        "more": "Links to more of the same go, with the blank lines above them.",
        "recommended": "Headings of recommendations with nothing else below them go, with the blank lines above them.",
        "back": "Ways back go, with the blank lines above them.",
    }

    def versions(self) -> dict[str, str]:
        return {"debris.toml": data.version("debris.toml")}

    def find(self, view: View) -> Iterator[Hit]:
        every = view.fact(folded_lines)
        # What a final newline ends is no line: the newline stays as it is.
        written = [(line, folded) for line, folded in (every[:-1] if view.endswith("\n") else every) if folded]
        unknown = False
        following = len(view) - view.endswith("\n")
        for k in range(len(written) - 1, max(-1, len(written) - 1 - _LONGEST), -1):
            line, folded = written[k]
            above = written[k - 1][0] if k else None
            if is_prose(line.text):
                return
            rule = rule_of("trailer", folded)
            if rule and not (unknown and rule.name in _HEADINGS) and not _is_announced(written, k):
                yield Hit(above.end if above else 0, following if above else min(following + 1, len(view)), "", rule.name)
            unknown |= rule is None
            following = above.end if above else 0


def _is_announced(written: Sequence[tuple[Line, str]], k: int) -> bool:
    """True if the nearest line above that is not of the site's kind ends in a colon."""
    while k and rule_of("trailer", written[k][1]):
        k -= 1
    return written[k][1].endswith(":")
