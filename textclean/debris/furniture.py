"""debris.furniture: lines that read like a site's own words though no table has their shape. The model and the places are the engine's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean import data
from textclean.core.edit import Hit
from textclean.core.view import View
from textclean.debris._likeness import signs
from textclean.debris._lines import LineRules
from textclean.han.fold import fold


@dataclass(frozen=True)
class Furniture(LineRules):
    """Remove lines of buttons, counts, notices and calls that no table of shapes has: ▲赞同 2318 ▼ 176 条评论 分享 收藏.

    What sites write round a text is endless, and yet made of the same words. A model of runs of characters, fitted on some
    thousand lines of sites and of authors, tells how much a line reads like a site's. Above the first line of prose and below the last one
    that is enough where it is clear; between paragraphs it must be clearer; between lines that are known to be a site's less will do.
    Below a heading of links their titles go too.

    Stay: prose, and what does not read so; lines that the text announces with a colon; a text of nothing else.
    """

    name: ClassVar[str] = "debris.furniture"
    rules: ClassVar[dict[str, str]] = {
        "likely": "A line that reads like a site's own words goes.",
        "heading": "A line that reads like a heading of links goes with the titles below it.",
    }

    def versions(self) -> dict[str, str]:
        return {"furniture.tsv": data.version("furniture.tsv")}

    def find(self, view: View) -> Iterator[Hit]:
        for hit in super().find(view):
            yield hit._replace(note=_note(view[hit.start : hit.end]))


def _note(line: str) -> str:
    telling = signs(fold(line).strip())
    return f"reads like a site's: {', '.join(telling)}" if telling else ""
