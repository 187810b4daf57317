"""Spans of annotated documents, moved through cleaning and back: what was not touched is exact."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textclean
from tests.material import DOCUMENTS
from textclean import Alignment, Edit, Result, move_spans
from textclean.core.edit import trimmed
from textclean.core.result import Pass
from textclean.testing import dirty_chinese

Span = tuple[int, int, str]


def sentences() -> list[str]:
    """The sentences of the documents that come out of cleaning."""
    texts = [path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*.clean.txt"))]
    return [found for text in texts for found in re.findall(r"[^。！？\n]{6,60}[。！？]", text)]


PLANTED = (
    "\u200b", "&nbsp;", "<br/>", "文秘部落 ", "\n2、", "　", " ", "&ldquo;", "<p>", "</p>", "\ufeff", "\\n", "(a)", "。。", "\n\n", "\x1b[0m",
)  # fmt: skip
TAILS = ("\n随机推荐\n", "\n更多关于 甲 的文章\n", "\n我要回帖\n", "\n扫一扫，关注我们\n", "")


def soiled(text: str, dice: random.Random) -> str:
    """A text with things in it that cleaning takes out or changes."""
    for old, new in (("，", ","), ("。", "."), ("“", '"'), ("”", '"')):
        text = "".join(new if character == old and dice.random() < 0.3 else character for character in text)
    for _ in range(dice.randint(1, 6)):
        at = dice.randint(0, len(text))
        text = text[:at] + dice.choice(PLANTED) + text[at:]
    return text + dice.choice(TAILS)


def annotated(text: str, dice: random.Random) -> list[Span]:
    """Spans with labels: words, sentences, single characters, one that is empty, and the whole."""
    found = [(0, len(text), "document"), (len(text) // 2, len(text) // 2, "caret")]
    for _ in range(20):
        start = dice.randint(0, len(text) - 1)
        found.append((start, min(len(text), start + dice.choice((1, 1, 2, 3, 4, 30))), f"label {start}"))
    return found


def documents() -> Iterator[tuple[Result, list[Span]]]:
    """A thousand annotated documents and what cleaning makes of them; 300 of them are traditional, and half of those stay so."""
    simplified = textclean.preset("standard")
    traditional = textclean.preset("standard", script="traditional")
    plain = sentences()
    dice = random.Random(20)
    for number in range(1000):
        text = "".join(dice.choice(plain) + dice.choice(("", "", "\n")) for _ in range(dice.randint(2, 8)))
        if number < 300:
            text = traditional(text)
        text = soiled(text, dice)
        yield (traditional if number < 150 else simplified).run(text), annotated(text, dice)


def untouched(result: Result) -> list[bool]:
    """For each character of the original, whether no edit has it."""
    kept = [True] * len(result.original)
    for edit in result.edits:
        kept[edit.start : edit.end] = [False] * (edit.end - edit.start)
    return kept


def removed(result: Result) -> list[bool]:
    """For each character of the original, whether it was taken out with nothing in its place."""
    gone = [False] * len(result.original)
    for edit in (trimmed(edit, result.original) for edit in result.edits):
        if not edit.replacement:
            gone[edit.start : edit.end] = [True] * (edit.end - edit.start)
    return gone


def check(result: Result, spans: list[Span]) -> Counter[str]:
    """Assert what is promised of each span; how many there were of each kind."""
    kept, gone, kinds = untouched(result), removed(result), Counter[str]()
    for span, moved in zip(spans, move_spans(result, spans), strict=True):
        start, end, label = span
        if start < end and all(gone[start:end]):
            kinds["gone"] += 1
            assert moved is None
            continue
        assert moved is not None and moved[2] == label
        low, high, _ = moved
        assert 0 <= low <= high <= len(result.text)
        if start == end:
            kinds["empty"] += 1
            assert low == high
        elif all(kept[start:end]):
            kinds["exact"] += 1
            assert result.text[low:high] == result.original[start:end]
            assert move_spans(result, [moved], back=True) == [span]
        elif kept[start] and kept[end - 1]:
            # Whatever happened within, the ends are those characters still, there and back.
            kinds["changed within"] += 1
            assert (result.text[low], result.text[high - 1]) == (result.original[start], result.original[end - 1])
            assert move_spans(result, [moved], back=True) == [span]
        else:
            kinds["changed"] += 1
    return kinds


def test_spans_of_a_thousand_documents_go_through_cleaning_and_back() -> None:
    kinds: Counter[str] = Counter()
    changed = 0
    for result, spans in documents():
        assert result.converged
        changed += result.changed
        kinds += check(result, spans)
    assert changed > 950
    assert kinds["exact"] > 10_000 and min(kinds.values()) > 50, kinds


@given(dirty_chinese(), st.randoms(use_true_random=False))
def test_spans_of_any_text_keep_the_promises(text: str, dice: random.Random) -> None:
    check(textclean.trace(text), annotated(text, dice) if text else [])


@pytest.mark.parametrize(
    ("span", "moved"),
    [
        ((0, 2), (0, 2)),  # not touched
        ((1, 4), (1, 2)),  # what is left of it
        ((2, 4), None),  # all removed
        ((3, 3), (2, 2)),  # empty, inside what was removed
        ((4, 6), (2, 4)),  # the length is kept: character by character
        ((6, 7), (4, 7)),  # grows to the whole of an edit that changes the length
        ((7, 9, "label", 7), (4, 8, "label", 7)),
    ],
)
def test_each_case_has_its_answer(span: tuple[int, ...], moved: tuple[int, ...] | None) -> None:
    """天地玄黄宇宙洪荒日 becomes 天地宇舟一二三日."""
    alignment = Alignment([Edit(2, 4, ""), Edit(5, 6, "舟"), Edit(6, 8, "一二三")])
    assert move_spans(alignment, [span]) == [moved]


def test_spans_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="0 <= start <= end"):
        move_spans(textclean.trace("好"), [(2, 1)])


def test_what_an_edit_leaves_as_it_is_at_its_ends_counts_as_kept() -> None:
    """A removed line of which one line end stays: what stood inside is gone, and not the line end."""
    before, after = "天\n广告\n地", "天\n地"
    result = Result(before, after, (Pass("toy", 1, before, after, (Edit(1, 5, "\n", ("toy",)),)),))
    assert move_spans(result, [(2, 4, "ad"), (1, 2, "end"), (0, 6, "all")]) == [None, (1, 2, "end"), (0, 3, "all")]


def test_carets_and_labels_of_any_length_are_handed_on() -> None:
    result = textclean.trace("好,走。")
    assert move_spans(result, [(1, 2), (1, 2, "a", 3, None)]) == [(1, 2), (1, 2, "a", 3, None)]
    assert move_spans(result.alignment, [], back=True) == []
