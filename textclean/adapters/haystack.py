"""Haystack: a component from documents to documents. Its annotations are read by the host, so they are not put off."""

from dataclasses import replace
from typing import Any

from textclean.adapters._choice import chosen, cleaned, read, written
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner

with needed("haystack"):
    from haystack import Document, component, default_from_dict, default_to_dict


@component
class TextCleaner:
    """Clean documents: `pipeline.add_component("cleaner", TextCleaner())`. Id, metadata and embeddings stay; so does no content.

    >>> TextCleaner().run([Document(content="他说:好")])["documents"][0].content
    '他说：好'
    """

    def __init__(self, preset: str | Cleaner = "standard", script: str | None = None) -> None:
        self.preset = preset
        self.script = script
        self._pipeline = chosen(preset, script)

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """New documents; the given ones stay as they are."""
        return {"documents": [replace(document, content=cleaned(self._pipeline, document.content)) for document in documents]}

    def to_dict(self) -> dict[str, Any]:
        """For the host's YAML. Raises ConfigError for a ready pipeline that holds cleaners no configuration can name."""
        told: dict[str, Any] = default_to_dict(self, preset=written(self.preset), script=self.script)
        return told

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "TextCleaner":
        """The component that `to_dict` told."""
        given = data["init_parameters"]
        component: TextCleaner = default_from_dict(cls, data | {"init_parameters": given | {"preset": read(given["preset"])}})
        return component
