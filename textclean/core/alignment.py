"""Where a span of the original went, and where a span of the result came from. Reads edits only, never a text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from textclean.core.edit import Edit


class Alignment:
    """Positions before and after a list of edits, in code points.

    Characters outside the edits, and characters of an edit that keeps the length, align one to one. A span that reaches into
    any other edit grows to the whole of it; a span inside removed text becomes an empty one at the place.

    >>> moved = Alignment([Edit(0, 2, ""), Edit(4, 5, "……")])
    >>> moved.to_cleaned(2, 5)
    (0, 4)
    >>> moved.to_original(1, 3)
    (3, 5)
    """

    __slots__ = ("_cleaned", "_original")

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._original = _Borders()
        self._cleaned = _Borders()
        shift = 0
        for start, end, replacement, *_ in edits:
            at = start + shift
            self._original.add(start, end, at, at + len(replacement))
            self._cleaned.add(at, at + len(replacement), start, end)
            shift += len(replacement) - (end - start)

    def to_cleaned(self, start: int, end: int) -> tuple[int, int]:
        """The span of the cleaned text that `start:end` of the original became. Raises ValueError if start > end or start < 0."""
        return self._original.move(start, end)

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that became `start:end` of the cleaned text. Raises ValueError if start > end or start < 0."""
        return self._cleaned.move(start, end)


class _Borders:
    """Edits seen from one side, ready for bisection."""

    __slots__ = ("_ends", "_others", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._others: list[tuple[int, int]] = []

    def add(self, start: int, end: int, other_start: int, other_end: int) -> None:
        self._starts.append(start)
        self._ends.append(end)
        self._others.append((other_start, other_end))

    def move(self, start: int, end: int) -> tuple[int, int]:
        if not 0 <= start <= end:
            raise ValueError(f"a span needs 0 <= start <= end, not {start}:{end}")
        if start == end:
            low, _ = self._character(start)
            return low, low
        low, _ = self._character(start)
        _, high = self._character(end - 1)
        return low, max(low, high)

    def _character(self, at: int) -> tuple[int, int]:
        """The span on the other side of the character at `at`."""
        k = bisect_right(self._starts, at) - 1
        while k >= 0 and self._starts[k] == self._ends[k] == at:
            k -= 1  # an insertion before this character does not hold it
        if k >= 0 and at < self._ends[k]:
            low, high = self._others[k]
            if high - low == self._ends[k] - self._starts[k]:
                low += at - self._starts[k]
                high = low + 1
            return low, high
        k = bisect_right(self._starts, at) - 1
        low = at if k < 0 else self._others[k][1] + at - self._ends[k]
        return low, low + 1
