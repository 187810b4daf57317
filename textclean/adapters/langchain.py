"""LangChain: a document transformer. Needs `langchain-core` only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textclean.adapters._choice import chosen
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner

with needed("langchain", "langchain_core"):
    from langchain_core.documents import BaseDocumentTransformer, Document


class TextCleaner(BaseDocumentTransformer):
    """Clean documents between loader and splitter: `TextCleaner().transform_documents(loader.load())`. Id and metadata stay.

    >>> TextCleaner().transform_documents([Document("他说:好", metadata={"page": 3})])
    [Document(metadata={'page': 3}, page_content='他说：好')]
    """

    def __init__(self, preset: str | Cleaner = "standard", script: str | None = None) -> None:
        self._pipeline = chosen(preset, script)

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> list[Document]:
        """New documents; the given ones stay as they are."""
        return [document.model_copy(update={"page_content": self._pipeline(document.page_content)}) for document in documents]
