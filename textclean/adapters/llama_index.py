"""LlamaIndex: a component of an ingestion pipeline. Needs `llama-index-core` only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textclean.adapters._choice import chosen, read, written
from textclean.adapters._host import needed

with needed("llama-index", "llama_index"):
    from llama_index.core.bridge.pydantic import field_serializer, field_validator
    from llama_index.core.schema import BaseNode, MetadataMode, TransformComponent


class TextCleaner(TransformComponent):
    """Clean nodes: `IngestionPipeline(transformations=[TextCleaner(), SentenceSplitter()])`. Ids, metadata and relations stay.

    It belongs before the splitter: nodes that were cut already keep their positions in the text before it was clean.

    >>> from llama_index.core import Document
    >>> TextCleaner()([Document(text="他说:好")])[0].text
    '他说：好'
    """

    preset: Any = "standard"
    script: str | None = None
    # The host's cache asks for the fields alone, so a new version or table must show in one of them.
    fingerprint: str = ""

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        self.fingerprint = chosen(self.preset, self.script).fingerprint()

    @field_validator("preset", mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        return read(value)

    @field_serializer("preset")
    def _written(self, value: Any) -> Any:
        return written(value)

    @classmethod
    def class_name(cls) -> str:
        return "TextcleanTextCleaner"

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[BaseNode]:
        """New nodes; the given ones stay as they are."""
        pipeline = chosen(self.preset, self.script)
        return [_with_text(node, pipeline(node.get_content(metadata_mode=MetadataMode.NONE))) for node in nodes]


def _with_text(node: BaseNode, text: str) -> BaseNode:
    copy = node.model_copy()
    # A node without text gives "", and must not get an empty text for it.
    if text != node.get_content(metadata_mode=MetadataMode.NONE):
        copy.set_content(text)
    return copy
