"""LangChain: id and metadata stay, and the given documents too."""

import asyncio

from langchain_core.documents import Document

from tests.hosts.material import CLEAN, DIRTY, TRADITIONAL, Unlisted, example
from textclean.adapters.langchain import TextCleaner


def test_the_example():
    """New documents come out."""
    names = example("LangChain")
    [document] = names["clean"]
    assert (document.page_content, document.id, document.metadata) == (CLEAN, "p1", {"page": 3})
    assert names["documents"][0].page_content == DIRTY


def test_asynchronously_and_with_other_pipelines():
    """The host runs it in a thread."""
    done = asyncio.run(TextCleaner(script="keep").atransform_documents([Document(TRADITIONAL), Document("")]))
    assert [document.page_content for document in done] == ["談一點看法，舉辦一個活動。", ""]
    assert TextCleaner(Unlisted()).transform_documents((Document("完■"),))[0].page_content == "完"
