"""Haystack: a component that YAML can hold."""

import json

import pytest
from haystack import Document, Pipeline

import textclean
from tests.hosts.material import CLEAN, DIRTY, Unlisted, example
from textclean.adapters.haystack import TextCleaner


def test_the_example():
    """Through YAML and back; id and metadata stay."""
    [document] = example("Haystack")["documents"]["cleaner"]["documents"]
    assert (document.content, document.id, document.meta) == (CLEAN, "p1", {"page": 3})


def test_documents():
    """No content stays none; what is given stays as it is; the embedding goes on."""
    given = [Document(content=DIRTY, embedding=[0.5]), Document(content=None)]
    done = TextCleaner().run(documents=given)["documents"]
    assert [document.content for document in done] == [CLEAN, None]
    assert [document.id for document in done] == [document.id for document in given]
    assert done[0].embedding == [0.5]
    assert given[0].content == DIRTY


def test_ready_pipelines_are_written_as_their_configuration():
    """As JSON; one that no configuration can name is refused when it is written."""
    pipeline = textclean.preset("standard", script="keep").without("debris")
    told = json.loads(json.dumps(TextCleaner(pipeline).to_dict()))
    assert TextCleaner.from_dict(told).preset == pipeline
    with pytest.raises(textclean.ConfigError, match=r"test\.unlisted"):
        TextCleaner(Unlisted()).to_dict()


def test_connections_are_checked_by_type():
    """The host reads the annotations of `run`."""
    pipeline = Pipeline()
    pipeline.add_component("first", TextCleaner())
    pipeline.add_component("second", TextCleaner(Unlisted()))
    pipeline.connect("first.documents", "second.documents")
    done = pipeline.run({"first": {"documents": [Document(content=DIRTY + "■")]}})
    assert done["second"]["documents"][0].content == CLEAN
