"""Injected readings go, all of them and nothing else; a lesson is told from a program; hostile texts end."""

import random
import time

import pytest

from tests.figures.pinyin import BLANK, CORPORA, _by_word, _fixed, glossed
from tests.material import TUNING, clean_documents, shared
from textclean.han.chars import is_han
from textclean.repair.pinyin import Pinyin
from textclean.unify.script import Script

LISTED = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡學關問應開現業"
)
DOCUMENTS = 12


@pytest.mark.parametrize("read", [_fixed, _by_word], ids=["one-reading", "by-word"])
@pytest.mark.parametrize("name", CORPORA)
def test_injected_readings_go(name, read):
    """At least ninety-nine in a hundred, and nothing else but blanks."""
    pytest.importorskip("pypinyin")
    draw = random.Random(1)
    injected = left = 0
    for text in clean_documents(shared("corpora"), name, TUNING)[:DOCUMENTS]:
        traditional = Script(script="traditional")(text)
        dirty, count = glossed(traditional, read(traditional), LISTED, BLANK, draw)
        cleaned = Pinyin()(dirty)
        injected += count
        left += cleaned.count("(") - text.count("(")
        assert [c for c in cleaned if is_han(c)] == [c for c in traditional if is_han(c)]
    assert left <= 0.01 * injected


@pytest.mark.parametrize("half", [0, 1], ids=["tuning", "reporting"])
@pytest.mark.parametrize("name", CORPORA)
def test_clean_text_loses_nothing(name, half):
    """No bracket of a writer is taken for a reading."""
    assert all(Pinyin()(text) is text for text in clean_documents(shared("corpora"), name, half))


def test_the_same_glosses_stay_where_they_are_given_once():
    """What comes back without its reading was glossed by a writer."""
    dirty = "學(xué)校問(wèn)了關(guān)於個(gè)人的事。"
    assert Pinyin()(dirty) == "學校問了關於個人的事。"
    assert Pinyin()(dirty + "學生問的是關於個人的事。") == dirty + "學生問的是關於個人的事。"


@pytest.mark.parametrize(
    "piece", ["學(xué)", "學(xué", "(", "學(", "學(xué) ", "學(a)", "(xué)", "學(xué)\n", "學( " + "x" * 30, "學(xué xué)"]
)
def test_a_hostile_text_ends(piece):
    """A hundred thousand characters of one suspicious thing, well under two seconds."""
    text = (piece * (100_000 // len(piece)))[:100_000]
    began = time.perf_counter()
    Pinyin()(text)
    assert time.perf_counter() - began < 2
