"""The engine of the cleaners whose rules are a table of lines: what goes when a line goes. Knows neither table nor threshold."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from typing import ClassVar

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.debris._page import debris_lines
from textclean.han.lines import Line, is_cut, is_prose, written_lines

_BODY = 12  # lines above a place among which prose shows that the text has begun
_STOPPED = lazy_compile(r"[。！？!?][”’」』）)]*\s*\Z")


class LineRules(Cleaner):
    """A cleaner whose rules are a table of shapes of lines: it removes the lines that are told to be of its table."""

    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes", "debris.learned")

    def versions(self) -> dict[str, str]:
        table = f"debris/{self.name.rpartition('.')[2]}.toml"
        return {table: data.version(table)}

    def find(self, view: View) -> Iterator[Hit]:
        told = view.fact(debris_lines)
        noun = self.name.rpartition(".")[2]
        removed = {line.start for line, rule in told if rule.cleaner == noun}
        if not removed:
            return
        rules = {line.start: rule.name for line, rule in told if line.start in removed}
        starts = sorted(rules)
        for start, end in removals(view, removed):
            yield Hit(start, end, "", rules[starts[bisect_left(starts, start)]])


def _is_in_body(written: Sequence[Line], k: int) -> bool:
    """True for a line that is prose, or stands below prose that ends as sentences do: a title is neither, however long it is."""
    above = written[max(0, k - _BODY) : k]
    return is_prose(written[k].text) or any(is_prose(line.text) and _STOPPED.search(line.text) for line in above)


def removals(view: View, removed: Set[int], *, of_pages: bool = False) -> Iterator[tuple[int, int]]:
    """The spans that go with the lines that begin at `removed`: each with its newline.

    At the bottom of a text a line goes with what parts it from the line above, so that a final newline stays. Lines that cut a
    sentence go with both newlines, and the sentence is whole again: between pages anywhere, otherwise only where the text has begun,
    for a title may look like the first half of a sentence.
    """
    written = view.fact(written_lines)
    k = 0
    while k < len(written):
        if written[k].start not in removed:
            k += 1
            continue
        end = k
        while end < len(written) and written[end].start in removed:
            end += 1
        at_bottom = end == len(written) and k > 0
        between = k > 0 and end < len(written) and is_cut(written[k - 1].text, written[end].text)
        joins = between and (of_pages or _is_in_body(written, k - 1))
        for j in range(k, end):
            if at_bottom or joins:
                stop = written[end].start if joins and j == end - 1 else written[j].end
                yield written[j - 1].end, stop
            else:
                yield written[j].start, min(written[j].end + 1, len(view))
        k = end
