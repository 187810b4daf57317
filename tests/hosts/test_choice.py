"""What every adapter makes of `preset` and `script`. Needs no host."""

import json

import pytest

import textclean
from tests.hosts.material import CLEAN, DIRTY, TRADITIONAL, Unlisted
from textclean.adapters._choice import chosen, cleaned, read, written


def test_a_choice_is_a_preset_a_pipeline_or_one_cleaner():
    """And a preset is built once."""
    keeping = textclean.preset("standard", script="keep")
    assert chosen("standard", "keep") == keeping
    assert chosen("standard", "keep") is chosen("standard", "keep")
    assert chosen(keeping) is keeping
    assert chosen(Unlisted())("完■") == "完"
    assert cleaned(chosen(), DIRTY) == CLEAN
    assert cleaned(chosen("standard", "keep"), TRADITIONAL) == "談一點看法，舉辦一個活動。"


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (("standrad",), "did you mean 'standard'"),
        (("standard", "kept"), "did you mean 'keep'"),
        ((textclean.preset("standard"), "keep"), "has its script already"),
        ((None,), "not NoneType"),
    ],
)
def test_a_choice_that_cannot_be_made_is_told(choice, message):
    """With what would have been right."""
    with pytest.raises(textclean.ConfigError, match=message):
        chosen(*choice)


def test_what_is_written_can_be_read():
    """Through JSON; a cleaner that no configuration can name is refused when writing, not when reading."""
    pipeline = textclean.preset("standard", script="keep").without("debris").with_options("repair.glyph", level="safe")
    assert read(json.loads(json.dumps(written(pipeline)))) == pipeline
    assert read(written("conservative")) == "conservative"
    with pytest.raises(textclean.ConfigError, match=r"test\.unlisted"):
        written(pipeline.with_cleaner(Unlisted()))
