"""Spans of annotations moved along with a text. Knows positions only: no text, no format of annotated data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVarTuple, overload

from textclean.core.alignment import Alignment
from textclean.core.result import Result

Rest = TypeVarTuple("Rest")


@overload
def move_spans(
    aligned: Result | Alignment, spans: Iterable[tuple[int, int, *Rest]], *, back: bool = False
) -> list[tuple[int, int, *Rest] | None]: ...
@overload
def move_spans(
    aligned: Result | Alignment, spans: Iterable[Any], *, back: bool = False
) -> list[tuple[int, int, *tuple[Any, ...]] | None]: ...
def move_spans(aligned: Result | Alignment, spans: Iterable[Any], *, back: bool = False) -> list[Any]:
    """Where annotated spans of the original stand in the cleaned text; with `back`, where spans of the cleaned text came from.

    `aligned` is a result or its alignment. A span begins with its start and end, in code points, half-open; what follows in it,
    such as a label, is handed on. For each there is one answer, in the order in which they were given:

    - a span whose characters were not touched covers the same characters;
    - one of which something was removed covers what is left, and one that has something within changed, what is there now; if an
      edit that changes the length reaches over the end of the span, the whole of what that edit put in is covered;
    - `None` if nothing is left of it, because all its characters were removed (with `back`: were put in);
    - an empty span stays an empty span at its place, also inside removed text.

    So an annotation may cover another text than before: compare the two texts where only the very same will do. Raises ValueError
    for a span that does not have 0 <= start <= end.

    >>> import textclean
    >>> result = textclean.trace("他在&ldquo;北京&rdquo;工作,\\u200b很好。")
    >>> result.text
    '他在“北京”工作，很好。'
    >>> move_spans(result, [(9, 11, "place"), (21, 22, "mark"), (0, 1)])
    [(3, 5, 'place'), None, (0, 1)]
    >>> move_spans(result, [(3, 5, "place")], back=True)
    [(9, 11, 'place')]
    """
    alignment = aligned.alignment if isinstance(aligned, Result) else aligned
    move = alignment.to_original if back else alignment.to_cleaned
    return [_moved((low, high), start == end, rest) for start, end, *rest in spans for low, high in [move(start, end)]]


def _moved(span: tuple[int, int], was_empty: bool, rest: list[Any]) -> tuple[Any, ...] | None:
    return (*span, *rest) if was_empty or span[0] < span[1] else None
