"""The algebra of edits: laws first, then the few shapes that are easy to get wrong, in a notation of one line a case."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textclean.core.alignment import Alignment
from textclean.core.edit import Edit, apply, compose, invert


def parsed(notation):
    """`ab[cd|x]ef` is the text `abcdef` and the edit that makes `cd` an `x`."""
    text, edits = "", []
    for piece in re.split(r"(\[[^\]]*\])", notation):
        if piece.startswith("["):
            before, after = piece[1:-1].split("|")
            edits.append(Edit(len(text), len(text) + len(before), after))
            text += before
        else:
            text += piece
    return text, edits


def written(text, edits):
    """The notation for a list of edits."""
    out, at = "", 0
    for edit in edits:
        out += f"{text[at : edit.start]}[{text[edit.start : edit.end]}|{edit.replacement}]"
        at = edit.end
    return out + text[at:]


@st.composite
def edits_of(draw, text):
    """A list of edits that `text` can take."""
    edits, at = [], 0
    while draw(st.booleans()):
        start = at + draw(st.integers(0, 3))
        end = start + draw(st.integers(0, 3))
        if end > len(text):
            break
        replacement = draw(st.text("甲乙丙", max_size=3) | st.text("甲乙丙", min_size=end - start, max_size=end - start))
        edits.append(Edit(start, end, replacement, (draw(st.sampled_from("pqr")),)))
        at = end if end > start else end + 1
    return edits


@st.composite
def chains(draw, length):
    """A text and `length` lists of edits, each for what the one before gives."""
    text = draw(st.text("abcdefg", max_size=12))
    lists, current = [], text
    for _ in range(length):
        edits = draw(edits_of(current))
        lists.append(edits)
        current = apply(current, edits)
    return text, lists


@given(chains(2))
def test_composing_has_the_effect_of_both(chain):
    """a to b and b to c is a to c."""
    text, (first, second) = chain
    composed = compose(first, second)
    assert apply(text, composed) == apply(apply(text, first), second)
    assert all(one.end <= other.start for one, other in itertools.pairwise(composed))


@given(chains(3))
def test_composing_is_associative_in_effect(chain):
    """How the passes are bracketed does not matter."""
    text, (first, second, third) = chain
    assert apply(text, compose(compose(first, second), third)) == apply(text, compose(first, compose(second, third)))


@given(chains(2))
def test_composed_edits_name_every_rule_that_had_a_hand(chain):
    """No rule is lost, and none is invented."""
    _, (first, second) = chain
    told = {rule for edit in compose(first, second) for rule in edit.rules}
    assert told == {rule for edit in (*first, *second) for rule in edit.rules}


@given(chains(1))
def test_undoing_gives_the_original(chain):
    """The edits that lead back are made from the same list."""
    text, (edits,) = chain
    assert apply(apply(text, edits), invert(text, edits)) == text


@given(chains(1), st.data())
def test_untouched_characters_map_to_themselves_both_ways(chain, data):
    """Alignment is exact outside the edits."""
    text, (edits,) = chain
    cleaned, alignment = apply(text, edits), Alignment(edits)
    for k in range(len(text)):
        if not any(e.start <= k < e.end for e in edits):
            start, end = alignment.to_cleaned(k, k + 1)
            assert cleaned[start:end] == text[k]
            assert alignment.to_original(start, end) == (k, k + 1)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = alignment.to_cleaned(start, end)
    assert 0 <= low <= high <= len(cleaned)


def test_no_edits_give_the_same_object():
    """Nothing to do costs nothing."""
    text = "".join(["天", "地"])
    assert apply(text, []) is text


@pytest.mark.parametrize(
    ("first", "second", "composed"),
    [
        ("ab[cd|xy]ef", "ab[x|z]yef", "ab[c|z][d|y]ef"),
        ("ab[cd|xy]ef", "a[bx|]yef", "a[bc|][d|y]ef"),
        ("ab[cd|x]ef", "ab[x|zz]ef", "ab[cd|zz]ef"),
        ("ab[cd|x]ef", "a[bxe|]f", "a[bcde|]f"),
        ("ab[|xx]cd", "abx[x|]cd", "ab[|x]cd"),
        ("ab[|xx]cd", "abx[|y]xcd", "ab[|xyx]cd"),
        ("[ab|]cd", "[c|x]d", "[ab|][c|x]d"),
        ("a[b|]c[d|]e", "[ace|x]", "[abcde|x]"),
        ("a[bc|xx]d[ef|yy]g", "ax[xdy|z]yg", "a[b|x][cde|z][f|y]g"),
    ],
)
def test_edits_merge_where_they_overlap_and_only_there(first, second, composed):
    """Equal lengths are cut, other lengths are taken whole."""
    text, one = parsed(first)
    middle, two = parsed(second)
    assert middle == apply(text, one)
    assert written(text, compose(one, two)) == composed


@pytest.mark.parametrize(
    ("notation", "span", "cleaned"),
    [
        ("ab[cd|xy]ef", (3, 4), (3, 4)),
        ("ab[cd|x]ef", (3, 4), (2, 3)),
        ("ab[cd|x]ef", (1, 3), (1, 3)),
        ("ab[cd|]ef", (2, 4), (2, 2)),
        ("ab[cd|]ef", (3, 5), (2, 3)),
        ("ab[|xx]cd", (1, 3), (1, 5)),
        ("ab[|xx]cd", (2, 3), (4, 5)),
        ("ab[cd|]ef", (6, 6), (4, 4)),
    ],
)
def test_spans_move_to_the_cleaned_text(notation, span, cleaned):
    """A span grows to the whole of an edit that it reaches into, unless the edit keeps the length."""
    _, edits = parsed(notation)
    assert Alignment(edits).to_cleaned(*span) == cleaned


@pytest.mark.parametrize("span", [(3, 2), (-1, 2)])
def test_a_span_that_is_none_is_an_error(span):
    """The message says what a span needs."""
    with pytest.raises(ValueError, match="0 <= start <= end"):
        Alignment([]).to_cleaned(*span)
