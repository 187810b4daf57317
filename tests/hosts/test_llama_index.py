"""LlamaIndex: ids, metadata, the cache, and components written down."""

import pickle

import pytest
from llama_index.core import Document
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.ingestion.pipeline import get_transformation_hash
from llama_index.core.schema import IndexNode, TextNode

import textclean
from tests.hosts.material import CLEAN, DIRTY, Unlisted, example
from textclean.adapters.llama_index import TextCleaner

PIPELINE = textclean.preset("standard", script="keep").without("debris")


def test_the_example():
    """The splitter is given clean text, and nodes know the document they come from."""
    [node] = example("LlamaIndex")["nodes"]
    assert (node.text, node.ref_doc_id, node.metadata) == (CLEAN, "p1", {"page": 3})
    assert (node.start_char_idx, node.end_char_idx) == (0, len(CLEAN))


@pytest.mark.parametrize("kind", [Document, TextNode, lambda **given: IndexNode(index_id="i", **given)])
def test_nodes_of_every_kind(kind):
    """A new one with the same id; the given one stays."""
    node = kind(text=DIRTY, id_="n1", metadata={"page": 3})
    [done] = TextCleaner()([node])
    assert type(done) is type(node)
    assert (done.get_content(), done.node_id, done.metadata) == (CLEAN, "n1", {"page": 3})
    assert node.get_content() == DIRTY


def test_a_node_without_text_stays_so():
    """None passes through."""
    assert TextCleaner()([Document(text_resource=None)])[0].text_resource is None


def test_components_are_written_and_read():
    """As JSON and pickled; a pipeline with a cleaner that no configuration names can be used, but not written."""
    for cleaner in (TextCleaner(), TextCleaner(script="keep"), TextCleaner(preset=PIPELINE)):
        for again in (TextCleaner.from_json(cleaner.to_json()), pickle.loads(pickle.dumps(cleaner))):
            assert again == cleaner
            assert again([TextNode(text=DIRTY)])[0].text == CLEAN
    assert TextCleaner(preset=Unlisted())([TextNode(text="完■")])[0].text == "完"
    with pytest.raises(Exception, match=r"test\.unlisted"):
        TextCleaner(preset=Unlisted()).to_json()


def test_the_cache_knows_pipelines_apart():
    """By the fingerprint, which a new version changes; the same pipeline is found again."""
    nodes = [TextNode(text=DIRTY, id_="n1")]
    hashes = [get_transformation_hash(nodes, TextCleaner(**given)) for given in ({}, {}, {"script": "keep"}, {"preset": PIPELINE})]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3
    pipeline = IngestionPipeline(transformations=[TextCleaner()])
    assert [node.text for _ in range(2) for node in pipeline.run(nodes=nodes)] == [CLEAN, CLEAN]
    stale = TextCleaner.from_dict(TextCleaner().to_dict() | {"fingerprint": "of an older version"})
    assert stale.fingerprint == TextCleaner().fingerprint
