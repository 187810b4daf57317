"""Comments by which somebody tells `check` to leave a passage. Knows lines and spans; knows no cleaner, and no edit is kept from one.

Only `check` asks here, and only of texts that are files: what people write they may except from a check. Cleaning never does, since a
page that was fetched from the web could then say of itself that it is not to be cleaned.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from textclean.core.cleaner import covers

_MARK = re.compile(
    r"textclean:[ \t]*(?P<word>off|on|ignore)\b(?P<names>(?:[ \t,]+[a-z][\w.]*)*)[ \t]*(?:-->|\*/)?[ \t\r]*$", re.MULTILINE
)
_COMMENT = re.compile(r"(?:<!--|/\*|//+|#+|%+|;+|--)[ \t]*\Z")
_LONGEST = 16
"""Code points before a mark in which its comment must begin."""


class Passage(NamedTuple):
    """A span to be left, in code points; `names` are the rules, cleaners or rooms that are meant, none for all."""

    start: int
    end: int
    names: tuple[str, ...]


class Passages:
    """The passages of a text that its marks say to leave.

    `textclean: off` and `textclean: on` stand in a comment on a line of their own, and mean themselves, all lines between and the blank
    ones about them; without an `on` the passage reaches to the end. `textclean: ignore`, in a comment at the end of a line, means that line. Names of
    rules, cleaners or rooms may follow `off` and `ignore`: then only those are meant. Comments begin as they do in Markdown and
    HTML (`<!--`), Python (`#`), C (`//`, `/*`), TeX (`%`), Lisp (`;`) or SQL (`--`).

    >>> passages = Passages("甲,\\n乙, # textclean: ignore unify\\n丙,\\n")
    >>> [passages.hold(at, at + 1, ["unify.width"]) for at in (1, 4)], passages.hold(4, 5, ["debris.noise"])
    ([False, True], False)
    """

    def __init__(self, text: str) -> None:
        found = list(_passages(text))
        self._lines = [passage for whole, passage in found if not whole]
        self._wholes = [passage for whole, passage in found if whole]

    def hold(self, start: int, end: int, rules: Iterable[str]) -> bool:
        """True if a passage holds the whole of `start:end`, and means every one of `rules`."""
        rules = list(rules)
        return any(_holds(passages, start, end, rules) for passages in (self._lines, self._wholes))


def _holds(passages: Sequence[Passage], start: int, end: int, rules: Sequence[str]) -> bool:
    """As `Passages.hold`, for passages that are ordered and disjoint."""
    at = bisect_right(passages, start, key=lambda passage: passage.start) - 1
    if at < 0 or end > passages[at].end:
        return False
    return not passages[at].names or all(covers(passages[at].names, rule) for rule in rules)


def _passages(text: str) -> Iterator[tuple[bool, Passage]]:
    """The passages in order, each with whether it is one of `off` and not a line's."""
    begun: Passage | None = None
    for mark in _MARK.finditer(text):
        start = text.rfind("\n", 0, mark.start()) + 1
        comment = _COMMENT.search(text, max(start, mark.start() - _LONGEST), mark.start())
        if comment is None:
            continue
        passage = Passage(start, min(mark.end() + 1, len(text)), tuple(re.findall(r"[\w.]+", mark["names"])))
        alone = not text[start : comment.start()].strip()
        if mark["word"] == "ignore":
            yield False, passage
        elif alone and begun is None and mark["word"] == "off":
            begun = passage
        elif alone and begun is not None and mark["word"] == "on":
            yield True, _with_blank_lines(begun._replace(end=passage.end), text)
            begun = None
    if begun is not None:
        yield True, _with_blank_lines(begun._replace(end=len(text)), text)


def _with_blank_lines(passage: Passage, text: str) -> Passage:
    """A passage with the blank lines before and behind it: without its comments, which `clean` removes, they are too many."""
    start, end = passage.start, passage.end
    while start and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    # The line end of the last line before it that is not blank is that line's own.
    first = text.find("\n", start, passage.start) + 1 if start else 0
    return passage._replace(start=first or start, end=max(passage.end, text.rfind("\n", passage.end, end) + 1))
