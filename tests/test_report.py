"""What is told of a result: drawn characters, lines of a check, the trace, the counts, the terminal view, the pages."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.toys import Ad, Comma, Crash, Doubt, Flip
from textclean.core.edit import Edit, Hit, apply
from textclean.core.pipeline import Pipeline
from textclean.core.view import View
from textclean.formats.jsonl import json_line
from textclean.report.check import remarks
from textclean.report.explain import explain, lines_of
from textclean.report.pages import _type_name, overview, page
from textclean.report.signature import promise, safety_of
from textclean.report.tally import Tally
from textclean.report.trace import trace
from textclean.report.visible import visible

TOYS = Pipeline((Comma(), Ad(), Doubt()))
TEXT = "他说,好。\n***\n这里有广告,\n锟斤拷\n"


def place(at: int) -> tuple[int, int]:
    before = TEXT[:at]
    return before.count("\n") + 1, at - before.rfind("\n")


def shown(text: str = TEXT, cleaner: Pipeline = TOYS, **options: object) -> str:
    return explain(cleaner.run(text), cleaner, title="a.txt", place=place, **options)  # type: ignore[arg-type]


# Characters


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("天地 玄黄\u3000，", "天地 玄黄\u3000，"),
        ("é漢😀", "é漢😀"),
        ("\u200b", "⟨U+200B⟩"),
        ("\u200b\u200b\u200c", "⟨U+200B×2⟩⟨U+200C⟩"),
        ("\x1b[31m\x9b", "⟨U+001B⟩[31m⟨U+009B⟩"),
        ("\r\n\t\n\n", "⟨CR⟩⟨LF⟩⟨TAB⟩⟨LF×2⟩"),
        ("\u202e\u2028\xa0\ufeff\xad", "⟨U+202E⟩⟨U+2028⟩⟨U+00A0⟩⟨U+FEFF⟩⟨U+00AD⟩"),
        ("\ud800\ue000\U000e0041\uffff", "⟨U+D800⟩⟨U+E000⟩⟨U+E0041⟩⟨U+FFFF⟩"),
        ("\ufe0f\u3164\u2800", "⟨U+FE0F⟩⟨U+3164⟩⟨U+2800⟩"),
    ],
)
def test_what_cannot_be_seen_is_drawn(text: str, drawn: str) -> None:
    assert visible(text) == drawn


def test_spaces_are_drawn_when_asked() -> None:
    assert visible("  \u3000\u3000a", spaces=True) == "␣␣⟨U+3000×2⟩a"


@given(st.text(st.characters()))
def test_nothing_drawn_can_command_a_terminal(text: str) -> None:
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in visible(text, spaces=True))


# Check


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲,", [(1, 2, "toy.comma", "`,` → `，` [safe]")]),
        ("广告", [(1, 1, "toy.ad.word", "remove `广告` [lossy] (said so itself)")]),
        ("\n***\n", [(2, 1, "toy.ad.line", "remove `***⟨LF⟩` [lossy]")]),
        ("锟斤拷,", [(1, 1, "toy.doubt", "found `锟斤拷` (bytes were lost)"), (1, 4, "toy.comma", "`,` → `，` [safe]")]),
        ("好", []),
    ],
)
def test_a_check_says_what_becomes_what(text: str, said: list[tuple[int, int, str, str]]) -> None:
    def place(at: int) -> tuple[int, int]:
        return text[:at].count("\n") + 1, at - text[:at].rfind("\n")

    found = remarks(TOYS.run(text), TOYS, place)
    assert [(remark.line, remark.column, ",".join(remark.rules), remark.message) for remark in found] == said


def test_an_insertion_says_so() -> None:
    class Stop(Comma):
        def find(self, view: View) -> Iterator[Hit]:
            if not view.endswith("。"):
                yield Hit(len(view), len(view), "。")

    [remark] = remarks(Stop().run("好"), Stop(), lambda at: (1, at + 1))
    assert remark.message == "insert `。` [safe]"


# Trace


def test_a_trace_is_complete() -> None:
    told = trace(TOYS.run(TEXT), TOYS, path="a.txt", pipeline=TOYS.fingerprint())
    json.loads(json_line(told))
    assert (told["format"], told["version"], told["unit"]) == ("textclean-trace", 1, "code points")
    assert told["original"] == {"length": len(TEXT), "sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
    assert told["cleaned"]["sha256"] == hashlib.sha256(TOYS(TEXT).encode()).hexdigest()
    assert told["pipeline"] == TOYS.fingerprint()
    assert [edit["before"] for edit in told["edits"]] == [TEXT[edit["start"] : edit["end"]] for edit in told["edits"]]
    assert apply(TEXT, [Edit(edit["start"], edit["end"], edit["after"]) for edit in told["edits"]]) == TOYS(TEXT)
    assert [edit["safety"] for edit in told["edits"]] == ["safe", "lossy", "lossy", "safe"]
    assert told["edits"][2]["notes"] == ["said so itself"]
    [finding] = told["findings"]
    assert (finding["text"], finding["rule"], finding["note"]) == ("锟斤拷", "toy.doubt", "bytes were lost")


def test_a_trace_of_lone_surrogates_can_be_written_and_read() -> None:
    told = trace(TOYS.run("\ud800,"), TOYS)
    assert told["original"]["sha256"] == hashlib.sha256(b"\xed\xa0\x80,").hexdigest()
    assert json.loads(json_line(trace(Ad().run("\ud800广告"), Ad()))) == trace(Ad().run("\ud800广告"), Ad())


def test_a_narrowed_trace_says_that_it_is() -> None:
    told = trace(TOYS.run(TEXT), TOYS, only="toy.ad")
    assert told["only"] == "toy.ad"
    assert {rule for edit in told["edits"] for rule in edit["rules"]} == {"toy.ad.word", "toy.ad.line"}
    assert told["findings"] == []


@pytest.mark.parametrize(
    ("rules", "safety"),
    [(["toy.comma"], "safe"), (["toy.comma", "toy.ad.word"], "lossy"), (["toy.ad.line", "a.stranger"], "guess"), ([], "safe")],
)
def test_the_least_safe_rule_counts(rules: list[str], safety: str) -> None:
    assert safety_of(rules, TOYS) == safety


def test_a_rule_promises_its_sentence_or_its_cleaners_first_paragraph() -> None:
    assert promise("toy.ad.word", TOYS) == "The word 广告 goes."
    assert promise("toy.comma", TOYS) == "Half-width commas become full-width. Always."


# Counts


def test_counts_add_up() -> None:
    tally = Tally()
    for text in (TEXT, "甲,乙,", "好"):
        tally.add(TOYS.run(text))
    told = tally.as_object("f")
    assert (told["documents"], told["changed"], told["not_converged"]) == (3, 2, 0)
    assert told["rules"]["toy.comma"] == {"edits": 4, "documents": 2}
    assert told["findings"] == {"toy.doubt": 1}
    assert told["code_points"]["before"] - told["code_points"]["after"] == len("***\n广告")
    assert tally.sentence() == "3 documents, 2 changed; 6 edits: toy.comma 4, toy.ad.line 1, toy.ad.word 1; 1 finding"


def test_a_fight_is_counted() -> None:
    tally = Tally()
    tally.add(Flip().run("甲"))
    assert (tally.changed, tally.unsettled) == (0, 1)


# Terminal view


def test_the_view_shows_edits_in_place_and_then_the_rules() -> None:
    assert shown().splitlines() == [
        "a.txt: 4 places changed by 3 rules, 1 finding",
        "",
        "   1 他说[-,-]{+，+}好。",
        "   2 [-***⟨LF⟩-]",
        "   3 这里有[-广告-][-,-]{+，+}",
        "   4 [?锟斤拷?]",
        "",
        "toy.comma  safe  2 edits",
        "  Half-width commas become full-width. Always.",
        "  1:3  `,`  →  `，`",
        "",
        "toy.ad.line  lossy  1 edit",
        "  A line of asterisks goes.",
        "  2:1  `***⟨LF⟩`  →  nothing",
        "",
        "toy.ad.word  lossy  1 edit",
        "  The word 广告 goes.",
        "  3:4  `广告`  →  nothing  said so itself",
        "",
        "seen and left alone",
        "  4:1  `锟斤拷`  toy.doubt  bytes were lost",
    ]


def test_a_rule_narrows_the_view() -> None:
    narrowed = shown(rule="toy.ad")
    assert "toy.comma" not in narrowed
    assert "[-广告-]," in narrowed
    assert narrowed.startswith("a.txt: 2 places changed by 2 rules\n")


def test_only_what_stands_near_an_edit_is_shown_of_a_long_text() -> None:
    text = "前\n" * 50 + "长" * 500 + "," + "短" * 500 + "\n" + "后\n" * 50
    view = explain(TOYS.run(text), TOYS, title="t", place=lambda at: (51, 501))
    assert view.splitlines()[2:7] == [
        "   ⋯",
        "  50 前",
        "  51 …" + "长" * 24 + "[-,-]{+，+}" + "短" * 17,
        "     " + "短" * 7 + "…",
        "  52 后",
    ]


@pytest.mark.parametrize(
    ("cleaner", "text", "told"),
    [(TOYS, "好", "a.txt: nothing to change\n"), (Pipeline((Flip(),)), "甲", "toy.flip did not come to rest")],
)
def test_a_text_without_edits_has_one_line(cleaner: Pipeline, text: str, told: str) -> None:
    view = shown(text, cleaner)
    assert told in view
    assert view.count("\n") == 1


@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_line_of_the_view_is_wider_than_the_terminal_and_colour_is_only_sent_when_asked(width: int) -> None:
    text = "这是一个很长很长的句子,没有换行," * 20 + "广告\n" + TEXT + "\x1b[31m,\n"
    assert max(cell_len(line) for line in shown(text, width=width).splitlines()) <= width
    assert "\x1b" not in shown(text, width=width)
    assert "\x1b[9;31m,\x1b[0m\x1b[32m，" in shown("甲,", color=True)


@given(st.text("甲,\n*广告锟斤拷a", max_size=40))
def test_the_lines_hold_the_whole_text_before_and_after(text: str) -> None:
    result = TOYS.run(text)
    lines = lines_of(text, result.edits, result.findings)

    def joined(without: str) -> str:
        kept = ["".join(piece.text for piece in line.pieces if piece.kind != without) for line in lines]
        return "".join(kept).replace("\n", "")

    assert joined("inserted") == text.replace("\n", "")
    assert joined("removed") == result.text.replace("\n", "")
    assert [line.number for line in lines] == list(range(1, text.count("\n") + 2))


# Pages


def test_the_overview_lists_the_cleaners_in_order() -> None:
    listed = overview(TOYS.without("toy.ad.word"))
    assert listed.splitlines() == [
        "1  toy.comma  safe   Half-width commas become full-width.",
        "2  toy.ad     lossy  Advertisements go.",
        "3  toy.doubt  safe   Lost characters are reported.",
        "",
        "without the rules toy.ad.word",
    ]


def test_a_page_has_docstring_options_and_rules() -> None:
    assert page(Comma) == (
        "toy.comma  (safe)\n\nHalf-width commas become full-width. Always.\n\nA second paragraph, which only the page shows.\n"
        '\nOptions\n  mark = "，"  string\n'
    )
    assert page(Ad).endswith("\nRules\n  toy.ad.word  The word 广告 goes.\n  toy.ad.line  A line of asterisks goes.\n")
    assert "Options" not in page(Crash)


@pytest.mark.parametrize(
    ("hint", "name"),
    [
        (bool, "true or false"),
        (Literal["a", "b"], '"a" or "b"'),
        (tuple[str, ...], "list of strings"),
        (frozenset[str], "list of strings"),
        (int | None, "whole number"),
    ],
)
def test_types_are_named_in_the_words_of_a_configuration(hint: object, name: str) -> None:
    assert _type_name(hint) == name
