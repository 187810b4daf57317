"""The laws, for every registered cleaner, every preset and every script; a new cleaner is covered the moment it exists."""

import json
import subprocess
import sys

import pytest
from hypothesis import example, given

from tests.material import WHOLE_TEXTS, case_texts
from textclean import registry
from textclean.config import SCRIPTS, parse, preset, preset_names, to_toml
from textclean.core.cleaner import covers
from textclean.core.pipeline import Pipeline
from textclean.testing import check_laws, check_pickle, dirty_chinese

SPACES = registry.cleaner("unify.spaces")
SINGLE = [registry.cleaner(name)() for name in registry.names()] + [SPACES(latin=latin) for latin in ("add", "remove")]
PRESETS = [preset(name) for name in preset_names()] + [preset("standard", script=script) for script in SCRIPTS]


def _named(cleaner: object) -> str:
    if isinstance(cleaner, Pipeline):
        return f"{len(cleaner.cleaners)}-{cleaner.fingerprint()[:6]}"
    return cleaner.name


@pytest.mark.parametrize("cleaner", SINGLE, ids=_named)
@given(text=dirty_chinese())
@example(text="")
@example(text=" \n\u3000\n ")
@example(text="\ud800\udfff\0\ufffe")
@example(text="“" * 300)
@example(text="a" * 2000 + "@")
def test_every_cleaner_keeps_the_laws(cleaner, text):
    """Hypothesis hunts each cleaner with dirty Chinese."""
    check_laws(cleaner, text)


@pytest.mark.parametrize("pipeline", PRESETS, ids=_named)
@given(text=dirty_chinese())
def test_every_preset_keeps_the_laws(pipeline, text):
    """Hypothesis hunts cleaners that fight."""
    result = check_laws(pipeline, text)
    for step in pipeline.cleaners:
        alone = Pipeline((step,), tuple(rule for rule in pipeline.disable if covers((step.name,), rule)))
        assert alone(result.text) == result.text, f"{step.name} alone is not silent on what the preset gives"


@pytest.mark.parametrize("text", case_texts(), ids=lambda t: repr(t[:12]))
def test_presets_on_every_fixture_need_two_working_rounds_at_most(text):
    """More rounds would mean that two cleaners hand a text to and fro."""
    for pipeline in PRESETS:
        assert check_laws(pipeline, text).rounds <= 2


@pytest.mark.parametrize("cleaner", [*SINGLE, *PRESETS], ids=_named)
def test_pickling_and_a_round_trip_through_toml_change_nothing(cleaner):
    """Cleaners travel to workers by pickle, and to other people by TOML."""
    check_pickle(cleaner)
    pipeline = Pipeline((cleaner,))
    again = parse(to_toml(pipeline)).build()
    assert again == pipeline
    assert again.fingerprint() == pipeline.fingerprint()


HOSTILE = {
    "one character": "字",
    "opening quotes": "“",
    "letters before a mail sign": "a",
    "spaced": "字 ",
    "page markers": "\n2、字",
    "straight quotes": '"',
    "dots": "字.",
    "nested entities": "&amp;",
    "traditional": "們",
    "stray": "体體",
    "look-alikes": "的鍺",
    "a look-alike that gains nothing": "丄的",
    "Japanese": "これは日本語の文です。",
    "spaces": " ",
    "newlines": "\n",
    "hangul": "字그",
    "commas": "a,b\n",
    "backslashes": "\\",
    "dollars": "$",
    "brackets": "[(",
    "marks and blanks": "， ",
    "references": "&nbsp;",
    "tags": "<p>字",
    "unfinished tags": "<p ",
    "comments": "<!--",
    "readings": "字(a)",
    "quotes on the wrong side": "”字",
    "a sentence again and again": "这是一个很长的句子，大家都知道它会重复很多次的。",
    "a line again and again": "这是一个很长的句子，大家都知道它会重复很多次的。\n",
}
_RUN = """
import json, sys
import textclean
pipe = textclean.preset("standard")
unit = json.loads(sys.argv[1])
text = unit * (1_000_000 // len(unit))
pipe(text + "@x")
"""


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_of_hostile_text_ends(unit):
    """In a child process and within a generous limit: growth itself is measured by the benchmarks."""
    done = subprocess.run([sys.executable, "-c", _RUN, json.dumps(unit)], timeout=120, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("text", WHOLE_TEXTS, ids=lambda t: repr(t[:12]))
def test_clean_documents_come_back_as_the_same_object(text):
    """A document of our own that is clean has no edit under any preset that keeps its script."""
    assert preset("standard")(text) is text
    assert preset("conservative")(text) is text
