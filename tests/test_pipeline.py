"""Running to rest, order, switches, protected spans and findings, on small cleaners made for the purpose."""

import pickle
import re
from dataclasses import dataclass
from typing import ClassVar

import pytest

import textclean
from textclean import CharacterMap, Cleaner, ConfigError, Hit, Pipeline, Safety
from textclean.core.cleaner import ROUNDS


@dataclass(frozen=True)
class Swap(Cleaner):
    """Writes one string for another."""

    name: ClassVar[str] = "toy.swap"
    safety: ClassVar[Safety] = Safety.SAFE
    rules: ClassVar[dict[str, str]] = {"one": "Swaps.", "one.more": "Swaps too."}

    old: str = "a"
    new: str = "b"

    def find(self, view):
        yield from (Hit(m.start(), m.end(), self.new, "one") for m in re.finditer(re.escape(self.old), view))


@dataclass(frozen=True)
class Back(Swap):
    """Undoes it."""

    name: ClassVar[str] = "toy.back"
    after: ClassVar[tuple[str, ...]] = ("toy.swap",)

    old: str = "b"
    new: str = "a"


@dataclass(frozen=True)
class Seen(Cleaner):
    """Reports digits and changes nothing."""

    name: ClassVar[str] = "toy.seen"

    def find(self, view):
        yield from (Hit(m.start(), m.end(), None, "", "a digit") for m in re.finditer("[0-9]", view))


@dataclass(frozen=True)
class Upper(CharacterMap):
    """Capitals, character by character."""

    name: ClassVar[str] = "toy.upper"

    def map(self, view):
        return view.upper() if view.upper() != view else view


def test_cleaners_that_fight_give_the_text_back_and_are_named():
    """A fight is a bug report, not damage."""
    text = "xaby"
    result = Pipeline((Swap(), Back())).run(text)
    assert not result.converged
    assert result.text is text
    assert result.fighting == ("toy.swap", "toy.back")
    assert result.edits == ()


def test_a_cleaner_that_needs_more_rounds_than_the_bound_gives_the_text_back():
    """The bound is on rounds, and what is half done is not handed out."""
    text = "a" + "b" * (ROUNDS + 2)
    result = Swap("ab", "ba").run(text)
    assert not result.converged
    assert result.text is text


def test_order_that_a_cleaner_forbids_is_an_error_when_the_pipeline_is_built():
    """The message names both, and which comes after which."""
    with pytest.raises(ConfigError, match=r"toy\.back stands before toy\.swap, but must come after it"):
        Pipeline((Back(), Swap()))


def test_findings_are_told_in_the_original_and_once():
    """What the last look at the text saw, moved back over the edits."""
    result = Pipeline((Swap("aa", ""), Seen())).run("aax7")
    assert result.text == "x7"
    assert [finding[:2] for finding in result.findings] == [(3, 4)]
    assert result.findings[0].note == "a digit"


def test_overlapping_hits_are_taken_one_after_the_other():
    """The earlier goes first; the later is found again if it still holds."""
    assert Swap("aa", "a")("aaaa") == "a"


def test_protected_spans_are_not_touched_by_edits_or_maps():
    """An address stays as it is, whatever a cleaner finds in it."""
    text = "a www.aaa.com a"
    assert Swap()(text) == "b www.aaa.com b"
    assert Upper()(text) == "A www.aaa.com A"


def test_rules_are_switched_off_by_name_and_by_the_beginning_of_a_name():
    """A cleaner that is named is left out; a rule that is named has its hits dropped."""
    pipe = Pipeline((Swap(), Upper()))
    assert pipe.without("toy.swap").names == ("toy.upper",)
    assert pipe.without("toy").names == ()
    assert pipe.without("toy.swap.one").names == ("toy.swap", "toy.upper")
    assert pipe.without("toy.swap.one")("a") == "A"
    assert (pipe | Seen()).names == ("toy.swap", "toy.upper", "toy.seen")
    assert (pipe.without("toy.upper") | Seen()).names == ("toy.swap", "toy.seen")
    with pytest.raises(ConfigError, match=r"unknown rule 'toy\.swop'; did you mean 'toy\.swap'"):
        pipe.without("toy.swop")


def test_options_are_set_by_name():
    """An unknown cleaner or option is told with the nearest right one."""
    pipe = Pipeline((Swap(),))
    assert pipe.with_options("toy.swap", new="c")("a") == "c"
    with pytest.raises(ConfigError, match=r"unknown option of toy\.swap 'neu'; did you mean 'new'"):
        pipe.with_options("toy.swap", neu="c")
    with pytest.raises(ConfigError, match=r"unknown cleaner 'swap'; did you mean 'toy\.swap'"):
        pipe.with_options("swap", new="c")


def test_a_cleaner_is_put_where_it_belongs():
    """Before the named one, or at the end."""
    pipe = Pipeline((Swap(), Upper()))
    assert pipe.with_cleaner(Seen(), before="toy.upper").names == ("toy.swap", "toy.seen", "toy.upper")
    assert pipe.with_cleaner(Seen()).names == ("toy.swap", "toy.upper", "toy.seen")
    with pytest.raises(ConfigError, match=r"did you mean 'toy\.upper'"):
        pipe.with_cleaner(Seen(), before="toy.uper")


def test_options_are_checked_by_type_also_in_python():
    """The message names the option and what would have been right."""
    pipe = textclean.preset("standard")
    with pytest.raises(ConfigError, match=r"unify\.script: script: unknown value 'xx'"):
        pipe.with_options("unify.script", script="xx")
    with pytest.raises(ConfigError, match=r"debris\.watermark: sites: must be a list, not a string"):
        pipe.with_options("debris.watermark", sites="abc")
    assert hash(pipe.with_options("debris.watermark", sites=["甲文库"]))


def test_a_pipeline_is_a_cleaner_also_to_those_who_ask_for_hits():
    """Its hits are the edits of a whole run."""
    assert [hit[:3] for hit in Pipeline((Swap(), Upper())).find(textclean.View("xa"))] == [(0, 2, "XB")]


def test_fingerprints_follow_options_order_and_switches_and_nothing_else():
    """The same pipeline built twice has one fingerprint; used or not."""
    pipe = Pipeline((Swap(), Upper()))
    before = pipe.fingerprint()
    pipe("abc")
    assert Pipeline((Swap(), Upper())).fingerprint() == before
    assert len({before, pipe.with_options("toy.swap", new="c").fingerprint(), Pipeline((Upper(), Swap())).fingerprint()}) == 3
    assert pipe.without("toy.swap.one").fingerprint() != before


def test_a_hit_out_of_range_names_the_cleaner():
    """A plug-in's mistake is told as such."""

    @dataclass(frozen=True)
    class Wild(Cleaner):
        name: ClassVar[str] = "toy.wild"

        def find(self, view):
            yield Hit(0, 99, "")

    with pytest.raises(IndexError, match=r"toy\.wild found 0:99 in a text of 3 code points"):
        Wild()("abc")


@pytest.mark.parametrize("value", [b"abc", bytearray(b"abc"), 7, None])
def test_anything_but_text_is_a_type_error(value):
    """For bytes it says how to decode."""
    with pytest.raises(TypeError, match=r"decode\('utf-8'\)" if isinstance(value, bytes | bytearray) else "cleans str"):
        textclean.clean(value)


def test_composed_statistics_are_counted_on_passes():
    """Two rules on one place are two edits of passes and one composed edit."""
    result = Pipeline((Swap(), Upper())).run("a")
    assert [len(turn.edits) for turn in result.passes] == [1, 1]
    assert result.edits[0].rules == ("toy.swap.one", "toy.upper")


def test_what_is_kept_of_a_text_is_a_plain_string():
    """A caller's own kind of string may hold a whole parse tree, and need not be pickled."""

    class Own(str):
        __slots__ = ("tree",)

    text = Own("等。,走吧。")
    text.tree = lambda: None
    result = textclean.preset("standard").run(text)
    assert result.passes
    assert {type(part) for turn in result.passes for part in (turn.before, turn.after)} == {str}
    pickle.dumps(result.passes)
