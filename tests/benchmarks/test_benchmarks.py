"""The benchmarks themselves, as far as that needs no peer and no time."""

import tomllib
from importlib import import_module
from xml.etree import ElementTree

import pytest

from tests.benchmarks import dirt, material, measure, page
from tests.benchmarks.crew import OURS, Crew
from tests.benchmarks.peers import PEERS
from tests.benchmarks.peers.install import ROOT


def test_the_extra_names_the_peers_that_can_share_an_environment():
    """pyproject and the table of peers say the same."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert extras["bench"] == sorted(one.requirements[0] for one in PEERS if one.shares)


@pytest.mark.parametrize("module", [OURS, *(one.module for one in PEERS)])
def test_a_module_of_a_peer_imports_nothing_of_it(module):
    """It can be read where the peer is not installed."""
    found = import_module(f"tests.benchmarks.peers.{module}")
    assert all(map(callable, found.ways().values()))


def test_the_same_folder_gives_the_same_dirt_and_it_is_dirty():
    """A seed and a number decide all; every kind of damage finds a place somewhere."""
    texts = material.sample(material.read(None), "simplified", material.LONG, 1e9)
    assert dirt.all_dirtied(texts) == dirt.all_dirtied(texts)
    for kind in dirt.KINDS:
        assert any(dirt.dirtied(text, number, kinds=(kind,)) != text for number, text in enumerate(texts)), kind.name


def test_documents_are_the_text_in_pieces():
    """No line is lost, and none is cut."""
    for text in material.read(None):
        assert "".join(material.documents(text.text, 500)) == text.text


def test_a_measurement_of_ourselves_gives_a_table(tmp_path):
    """From the worker to the page: one round of two candidates, and one that is not there."""
    candidates = [
        measure.Candidate("engine", OURS, "convert t2s"),
        measure.Candidate("recoded", OURS, "decode and encode"),
        measure.Candidate("nobody", OURS, "no such way"),
    ]
    with Crew() as crew:
        one = measure.table(crew, "some", "Some", ["這個軟體\n" * 100], "text", candidates, rounds=1)
    assert [row.ratio > 0 for row in one.rows] == [True, True, False]
    assert "KeyError" in one.rows[2].failure
    measure.written(tmp_path, "part", [one])
    assert page.tables(tmp_path) == {"some": one}
    assert page.parts(tmp_path)["some"]() == measure.markdown(one)
    ElementTree.fromstring(page.chart(one))


def test_outcomes_of_a_peer_come_back_text_for_text():
    """Whatever the sample is called, and an empty one, too."""
    with Crew() as crew:
        assert crew.outputs(OURS, "convert t2s", "a, b/c", ["這個", ""]) == ["这个", ""]
