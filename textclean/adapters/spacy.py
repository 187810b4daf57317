"""spaCy: a tokenizer that cleans before it cuts. A component could not do it, since the text of a Doc never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textclean.adapters._choice import chosen
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner

with needed("spacy"):
    from spacy.util import registry


class CleaningTokenizer:
    """Clean each text, then leave it to the tokenizer that was there: `nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)`.

    That one remains at hand as `nlp.tokenizer.inner`. To find a token in the text before it was clean, ask
    `textclean.trace(text).alignment`.

    >>> import spacy
    >>> nlp = spacy.blank("zh")
    >>> nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    >>> nlp("他说:好").text
    '他说：好'
    """

    def __init__(self, inner: Any, preset: str | Cleaner = "standard", script: str | None = None) -> None:
        self.inner = inner
        self._pipeline = chosen(preset, script)
        if hasattr(inner, "initialize"):  # by which the host loads a model of words before a training
            self.initialize = inner.initialize

    def __call__(self, text: str) -> Any:
        return self.inner(self._pipeline(text))

    def to_bytes(self, **options: Any) -> bytes:
        data: bytes = self.inner.to_bytes(**options)
        return data

    def from_bytes(self, data: bytes, **options: Any) -> CleaningTokenizer:
        self.inner.from_bytes(data, **options)
        return self

    def to_disk(self, path: Any, **options: Any) -> None:
        self.inner.to_disk(path, **options)

    def from_disk(self, path: Any, **options: Any) -> CleaningTokenizer:
        self.inner.from_disk(path, **options)
        return self


@registry.tokenizers("textclean.CleaningTokenizer.v1")
def configured(
    inner: Callable[[Any], Any], preset: str = "standard", script: str | None = None
) -> Callable[[Any], CleaningTokenizer]:
    """For spaCy's own configuration files: `[nlp.tokenizer]` with `@tokenizers`, and the real one in `[nlp.tokenizer.inner]`."""
    return lambda nlp: CleaningTokenizer(inner(nlp), preset, script)
