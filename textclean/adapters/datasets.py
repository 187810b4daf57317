"""Hugging Face datasets: a callable for `Dataset.map`. Needs nothing of the host but to be called and pickled by it."""

from __future__ import annotations

from typing import Any

from textclean.adapters._choice import chosen, cleaned
from textclean.core.cleaner import Cleaner


class DatasetCleaner:
    """Clean a column: `dataset.map(DatasetCleaner("text"), batched=True)`. The other columns stay.

    The host names its cache by what the callable pickles to. That is here the choice and the pipeline's fingerprint, so a
    second run finds the cache of the first, and a new version, table or option does not.

    >>> DatasetCleaner("text")({"text": ["他说:好", None]})
    {'text': ['他说：好', None]}
    """

    def __init__(self, column: str = "text", preset: str | Cleaner = "standard", script: str | None = None) -> None:
        self.column = column
        self._choice = preset, script
        self._pipeline = chosen(preset, script)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        texts = batch[self.column]
        if texts is None or isinstance(texts, str):  # map was called without batched=True
            return {self.column: cleaned(self._pipeline, texts)}
        return {self.column: [cleaned(self._pipeline, text) for text in texts]}

    def __getstate__(self) -> dict[str, Any]:
        # The fingerprint is read by nobody: it is there to be part of what is hashed.
        return {"column": self.column, "choice": self._choice, "fingerprint": self._pipeline.fingerprint()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["column"], *state["choice"])  # type: ignore[misc]  # built anew, in a worker, from the same choice
