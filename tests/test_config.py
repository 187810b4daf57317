"""Configuration: what is wrong is told with file, key and what would have been right."""

import pickle

import pytest

import textclean
from textclean import ConfigError, Pipeline
from textclean.config import SCRIPTS, load, parse, preset, preset_names, to_toml

WRONG = [
    ("extends = 'standrad'", "test: extends: unknown preset 'standrad'; did you mean 'standard'?"),
    ("script = 'simplfied'\nextends = 'standard'", "test: unknown script 'simplfied'; did you mean 'simplified'?"),
    ("extnds = 'standard'", "test: unknown key 'extnds'; did you mean 'extends'?"),
    ("extends = 'standard'\ndisable = ['unify.quote']", "unknown rule 'unify.quote'; did you mean 'unify.quotes'?"),
    ("extends = 'standard'\ndisable = 'unify'", "test: disable: must be a list, not a string ('unify')"),
    (
        "extends = 'standard'\n[options.'unify.qoutes']",
        "test: options: unknown cleaner 'unify.qoutes'; did you mean 'unify.quotes'?",
    ),
    (
        "extends = 'standard'\n[options.'unify.quotes']\nscrpt = 'keep'",
        "test: options.\"unify.quotes\": unknown option of unify.quotes 'scrpt'; did you mean 'script'?",
    ),
    (
        "extends = 'standard'\n[options.'debris.watermark']\nsites = 'x'",
        "test: options.\"debris.watermark\": sites: must be a list, not a string ('x')",
    ),
    (
        "extends = 'standard'\n[options.'repair.glyph']\nlevel = 'frm'",
        "test: options.\"repair.glyph\": level: unknown value 'frm'; did you mean 'farm'?",
    ),
    ("[[cleaner]]\nname = 'unify.scripts'", "test, cleaner 1: unknown cleaner 'unify.scripts'; did you mean 'unify.script'?"),
    ("[[cleaner]]\nwhy = 'x'", "test, cleaner 1: has no name"),
    ("[cleaner]\nname = 'x'", "test: cleaner: must be a list, not a table ({'name': 'x'}) (write [[cleaner]])"),
    ("[[cleaner]]\nname='unify.width'\n[[cleaner]]\nname='unify.width'", "test, cleaner 2: unify.width is there already"),
    ("extends = 'standard'\n[[cleaner]]\nname = 'os.path'", "test, cleaner 1: unknown cleaner 'os.path'"),
    ("script = 'keep'", 'test: names no cleaner: add extends = "standard", or [[cleaner]] rows'),
    ("a = = b", "test: no TOML: "),
    (
        "[[cleaner]]\nname='unify.script'\n[[cleaner]]\nname='repair.glyph'",
        "unify.script stands before repair.glyph, but must come after it",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_what_is_wrong_is_told_with_what_would_be_right(text, message):
    """Each error names its place and the nearest right name."""
    with pytest.raises(ConfigError) as error:
        parse(text, "test").build()
    assert message in str(error.value)


def test_a_file_extends_a_preset_or_another_file(tmp_path):
    """Options, switches and further rows are laid over what is inherited."""
    (tmp_path / "base.toml").write_text("extends = 'standard'\nscript = 'keep'\ndisable = ['debris']\n", "utf-8")
    (tmp_path / "mine.toml").write_text(
        "extends = 'base.toml'\n[options.'unify.script']\nwords_kept = ['後']\n[[cleaner]]\nname = 'debris.banner'\n", "utf-8"
    )
    (tmp_path / "loop.toml").write_text("extends = 'loop.toml'\n", "utf-8")
    with pytest.raises(ConfigError, match="is there already"):
        load(tmp_path / "mine.toml")
    (tmp_path / "mine.toml").write_text("extends = 'base.toml'\n[options.'unify.script']\nwords_kept = ['後']\n", "utf-8")
    pipe = load(tmp_path / "mine.toml")
    assert not [name for name in pipe.names if name.startswith("debris")]
    [script] = [step for step in pipe.cleaners if step.name == "unify.script"]
    assert (script.options["script"], script.options["words_kept"]) == ("keep", ("後",))
    assert load(tmp_path / "mine.toml", script="taiwan").cleaners != pipe.cleaners
    with pytest.raises(ConfigError, match="extends itself"):
        load(tmp_path / "loop.toml")
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "none.toml")


def test_a_further_cleaner_stands_where_it_says():
    """`before` names a row of the inherited list."""
    text = (
        "[[cleaner]]\nname='unify.width'\n[[cleaner]]\nname='unify.spaces'\n[[cleaner]]\nname='unify.quotes'\nbefore='unify.spaces'"
    )
    assert parse(text).build().names == ("unify.width", "unify.quotes", "unify.spaces")


@pytest.mark.parametrize("name", preset_names())
def test_presets_give_a_reason_for_every_row(name):
    """Order is meaning, and the meaning is written down."""
    from textclean.config import read_preset

    assert all(row.why for row in read_preset(name).rows)


@pytest.mark.parametrize("script", SCRIPTS)
def test_presets_survive_pickling_and_toml(script):
    """The same pipeline, the same fingerprint, the same text."""
    pipe = preset("standard", script=script)
    for again in (pickle.loads(pickle.dumps(pipe)), parse(to_toml(pipe)).build()):
        assert again == pipe
        assert again.fingerprint() == pipe.fingerprint()
    assert len({preset("standard", script=s).fingerprint() for s in SCRIPTS}) == len(SCRIPTS)


def test_unknown_names_at_the_front_door():
    """The two calls for one text tell the nearest right name too."""
    with pytest.raises(ConfigError, match="did you mean 'aggressive'"):
        textclean.clean("", preset="agressive")
    with pytest.raises(ConfigError, match="did you mean 'traditional'"):
        textclean.clean("", script="tradtional")


def test_every_shipped_cleaner_is_in_a_preset():
    """A cleaner that no preset uses is dead; but for the one that does nothing without a file."""
    from textclean import registry

    assert {name for p in preset_names() for name in preset(p).names} == set(registry.names()) - {"debris.learned", "unify.words"}
    assert isinstance(preset("standard"), Pipeline)


def test_what_a_pipeline_leaves_out_it_does_not_name():
    """Else its TOML would disable a rule of a cleaner that it has not."""
    fewer = preset("conservative").without("dedupe.fragment")
    assert not any(rule.startswith("dedupe.fragment") for rule in fewer.disable)
    assert parse(to_toml(fewer)).build().fingerprint() == fewer.fingerprint()
