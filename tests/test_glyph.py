"""Planted characters: what comes right on a real page and on planted text, and that clean text stays; figures in tests.figures.glyph."""

import random
from pathlib import Path

import pytest

from tests.figures import glyph as figures
from tests.material import clean_documents, shared
from textclean.config import preset
from textclean.core.errors import TableError
from textclean.data.counts import MAGIC, Counts
from textclean.han import lookalike
from textclean.han.lookalike import listed, proposed
from textclean.repair import _planted
from textclean.repair.glyph import Glyph
from textclean.testing import check_laws


def test_every_planted_character_of_a_real_page_comes_right():
    """By the default preset; and most look-alikes do with no row of theirs in the table, and none wrong."""
    default, without = figures.on_real_page(shared())
    assert default[1:] == (33, 0, 33)
    assert without[1] >= 15
    assert without[2] == 0


@pytest.mark.parametrize(
    ("how", "precision", "recall"),
    [({}, 0.96, 0.92), ({"step": True}, 0.95, 0.93), ({"count": 3}, 0.94, 0.7), ({"count": 3, "step": True}, 0.94, 0.72)],
    ids=["two in a hundred", "at a step", "three", "three at a step"],
)
def test_known_substitutions_are_put_back(how, precision, recall):
    """On text that was neither counted nor tuned on. The bounds are what this version keeps on a part of it."""
    documents = clean_documents(shared("corpora"), "histories.simplified")[::6]
    score = figures.score(documents, Glyph(), figures.substitutions(), **how)
    assert score.precision >= precision
    assert score.recall >= recall
    assert score.again == 0


def test_what_no_table_knows_is_proposed_by_parts_and_sound():
    """Level farm, with every planted character's rows taken out."""
    documents = clean_documents(shared("corpora"), "histories.simplified")[::12]
    pairs = figures.substitutions()
    out = figures.held_out(pairs)
    with figures.without(out):
        assert "沝" not in listed() or "沝" not in out
        score = figures.score(documents, Glyph(level="farm"), [pair for pair in pairs if pair[0] in out])
    assert score.precision >= 0.82
    assert score.recall >= 0.5


@pytest.mark.parametrize("name", ["histories.simplified", "laws.simplified", "poetry", "wikipedia-ud.traditional"])
def test_clean_text_has_no_planted_character(name):
    """Not one edit on the reporting half of any corpus."""
    characters, edits = figures.false_edits(clean_documents(shared("corpora"), name))
    assert characters > 10_000
    assert edits == []


@pytest.mark.parametrize("script", ["simplified", "traditional"])
@pytest.mark.parametrize("name", ["poetry", "wikipedia-ud.traditional", "prose"])
def test_conversion_wakes_nothing(name, script):
    """No preset plants or mends a character in verse, in traditional text, or in Hong Kong's, in any round."""
    prose = [path.read_text("utf-8") for path in figures.PROSE if ".simplified." not in path.name]
    texts = prose if name == "prose" else clean_documents(shared("corpora"), name)
    assert figures.mended_by(preset("standard", script=script), texts) == []


@pytest.mark.parametrize("path", figures.PROSE, ids=lambda p: p.stem)
def test_prose_full_of_rare_characters_stays(path):
    """Names, places, elements, classics, Cantonese."""
    assert Glyph()(path.read_text("utf-8")) == path.read_text("utf-8")


def test_a_planted_text_keeps_the_laws():
    """Twice is once, edits explain the outcome."""

    rng = random.Random(5)
    table = figures.spinner(figures.substitutions(), rng)
    for path in figures.PROSE[:12]:
        planted = figures.plant(path.read_text("utf-8"), table, rng)
        for level in ("safe", "standard", "farm"):
            check_laws(Glyph(level=level), planted.text)


def test_the_weights_are_those_that_fit():
    """The figures in the code come from the command that its comment names, to a tenth."""

    documents = figures.histories(shared(), figures.TUNING)
    for weights, examples in ((_planted.TABLED, figures.tabled(documents)), (_planted.PROPOSED, figures.proposed(documents))):
        assert [*weights.features, weights.intercept] == pytest.approx(list(figures.fit(*examples)), abs=0.1)


def test_the_priors_are_those_that_were_counted():
    """For each likeness of which there are enough."""

    for (kind, doublings, alike), number, prior in figures.likeness():
        if number >= 60:
            assert lookalike._prior(kind, doublings, alike) == pytest.approx(prior, abs=1.2), (kind, doublings, alike)


def test_candidates_are_everyday_characters_in_simplified_form():
    """And never the character itself."""
    for broken in "鍺笁莋嘚蔀悝鈈荇夲丅沝岼偠":
        rights = [candidate.right for candidate in proposed(broken)]
        assert rights and broken not in rights
        assert len(set(rights)) == len(rights)


def test_a_damaged_model_is_one_clear_error():
    """Never a silent no-op."""
    with pytest.raises(TableError, match="damaged or of another version"):
        Counts(b"")
    with pytest.raises(TableError, match="damaged"):
        Counts(MAGIC + b"\0" * 100)
    with pytest.raises(TableError, match="damaged"):
        Counts(Path(figures.__file__).read_bytes())
