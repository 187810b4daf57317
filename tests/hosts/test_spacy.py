"""spaCy: a tokenizer in front of the tokenizer, in code, in configuration, on disk and over processes."""

import spacy

from tests.hosts.material import CLEAN, DIRTY, TRADITIONAL, example
from textclean.adapters.spacy import CleaningTokenizer

CONFIG = {
    "nlp": {
        "tokenizer": {
            "@tokenizers": "textclean.CleaningTokenizer.v1",
            "script": "keep",
            "inner": {"@tokenizers": "spacy.zh.ChineseTokenizer"},
        }
    }
}


def test_the_example():
    """The tokens are those of the clean text."""
    doc = example("spaCy")["doc"]
    assert doc.text == CLEAN
    assert "：" in [token.text for token in doc]


def test_in_configuration_and_on_disk(tmp_path):
    """The configuration tells preset and script; disk and bytes hold the real tokenizer's part."""
    nlp = spacy.blank("zh", config=CONFIG)
    nlp.to_disk(tmp_path / "model")
    for again in (nlp, spacy.load(tmp_path / "model"), spacy.blank("zh", config=CONFIG).from_bytes(nlp.to_bytes())):
        assert again(TRADITIONAL).text == "談一點看法，舉辦一個活動。"


def test_streams_processes_and_contexts():
    """`nlp.pipe` in two processes; another language's tokenizer is wrapped in the same way."""
    nlp = spacy.blank("en")
    nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    nlp.add_pipe("sentencizer", config={"punct_chars": ["。"]})
    done = list(nlp.pipe([(DIRTY, 7)] * 4, as_tuples=True, n_process=2, batch_size=2))
    assert [(doc.text, number) for doc, number in done] == [(CLEAN, 7)] * 4


def test_the_inner_tokenizer_is_initialized():
    """A training asks the tokenizer for it, if it has such a method; others are left alone."""
    nlp = spacy.blank("zh")
    asked = []

    def initialize(get_examples=None, *, nlp=None, pkuseg_model=None, pkuseg_user_dict=None):
        asked.append(nlp)

    nlp.tokenizer.initialize = initialize
    nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    nlp.initialize()
    assert asked == [nlp]
    nlp = spacy.blank("en")
    nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    nlp.initialize()
