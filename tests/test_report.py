"""What is told of a result: drawn characters, lines of a check, the trace, the counts, the terminal view, the pages."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests import toys
from tests.toys import Ad, Comma, Crash, Doubt, Flip
from textclean.cli import cli
from textclean.config import preset
from textclean.core.edit import Edit, Hit, apply
from textclean.core.pipeline import Pipeline
from textclean.core.view import View
from textclean.formats.jsonl import json_line
from textclean.report.check import Remark, remarks
from textclean.report.explain import explain, lines_of
from textclean.report.marks import Passages
from textclean.report.pages import _type_name, overview, page
from textclean.report.signature import promise, safety_of
from textclean.report.tally import Tally
from textclean.report.trace import trace
from textclean.report.visible import visible
from textclean.testing import dirty_chinese

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
        ("\u200b", "⟨ZWSP⟩"),
        ("\u200b\u200b\u200c", "⟨ZWSP×2⟩⟨ZWNJ⟩"),
        ("\x1b[31m\x9b", "⟨ESC⟩[31m⟨U+009B⟩"),
        ("\r\n\t\n\n", "⟨CR⟩⟨LF⟩⟨TAB⟩⟨LF×2⟩"),
        ("\u202e\u2028\xa0\ufeff\xad", "⟨RLO⟩⟨LS⟩⟨NBSP⟩⟨BOM⟩⟨SHY⟩"),
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


def undone(annotation: str) -> tuple[str, dict[str, str], str]:
    """A command as GitHub's runner takes it apart: its name, its properties, its message."""
    name, properties, data = re.fullmatch(r"::(\w+) (.*?)::(.*)", annotation).groups()  # type: ignore[union-attr]

    def plain(text: str, *escapes: tuple[str, str]) -> str:
        for old, new in (("%0D", "\r"), ("%0A", "\n"), *escapes, ("%25", "%")):
            text = text.replace(old, new)
        return text

    pairs = (item.split("=", 1) for item in properties.split(","))
    return name, {key: plain(value, ("%3A", ":"), ("%2C", ",")) for key, value in pairs}, plain(data)


def test_an_annotation_is_read_by_github_as_it_was_meant() -> None:
    remark = Remark(0, 1, 3, 7, ("a.b", "c,d"), "50%::,\n", "%0A", "safe", "x%25")
    assert undone(remark.as_annotation("in/a:b,100%.txt", None)) == (
        "warning",
        {"file": "in/a:b,100%.txt", "line": "3", "endLine": "3", "col": "7", "title": "a.b, c,d"},
        "`50%::,⟨LF⟩` → `%0A` [safe] (x%25)",
    )
    name, properties, _ = undone(Remark(0, 1, 3, 7, ("a",), "x", None).as_annotation("a.jsonl", 3))
    assert (name, "col" in properties, properties["line"]) == ("notice", False, "3")


@given(st.text(), st.text(), st.text())
def test_an_annotation_is_one_line_and_no_command_to_a_terminal(name: str, before: str, note: str) -> None:
    told = Remark(0, 1, 1, 1, ("a",), before, "", "safe", note).as_annotation(name, None)
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in told)
    assert undone(told)[1]["file"] == visible(name)


# Marks

MARKED = """\
甲,
<!-- textclean: off -->
乙,
<!-- textclean: ignore -->
<!-- textclean: on -->
丙, # textclean: ignore
丁, // textclean: ignore toy.ad, toy.doubt
戊, textclean: ignore
说 <!-- textclean: off --> 己,
% textclean: off toy.comma
庚,广告
"""


def test_marks_say_what_to_leave() -> None:
    passages = Passages(MARKED)
    told = remarks(TOYS.run(MARKED), TOYS, lambda at: (MARKED[:at].count("\n") + 1, 1))
    assert [(r.line, r.rules[0]) for r in told if not passages.hold(r.start, r.end, r.rules)] == [
        (1, "toy.comma"),
        (7, "toy.comma"),  # another rule is meant
        (7, "toy.comma"),
        (8, "toy.comma"),  # no comment
        (9, "toy.comma"),  # not on a line of its own
        (11, "toy.ad.word"),
    ]


@pytest.mark.parametrize(
    ("text", "span", "held"),
    [
        ("甲,\n乙,", (0, 1), False),
        ("# textclean: off\n甲,", (17, 19), True),
        ("# textclean: off\n甲,\n# textclean: on\n乙,", (18, 39), False),  # reaches over the end
        ("; textclean: off\r\n甲,\r\n", (19, 20), True),
        ("甲\n \n# textclean: off\n乙\n# textclean: on\n\n丙", (2, 4), True),  # the blank lines about it
        ("甲\n \n# textclean: off\n乙\n# textclean: on\n\n丙", (1, 2), False),  # that line's own end
        ("甲\n \n# textclean: off\n乙\n# textclean: on\n\n丙", (39, 40), True),
        ("甲\n \n# textclean: off\n乙\n# textclean: on\n\n丙", (40, 41), False),
        ("甲 /* textclean:ignore */", (0, 1), True),
        ("甲 -- textclean: ignored", (0, 1), False),
        ("甲 # textclean: ignore, please: it is a joke", (0, 1), False),
        ("甲 # textclean: ignore toy\n乙", (0, 1), True),
        ("甲 # textclean: ignore to\n乙", (0, 1), False),
    ],
)
def test_a_mark_is_a_comment_of_a_known_form(text: str, span: tuple[int, int], held: bool) -> None:
    assert Passages(text).hold(*span, ["toy.comma"]) is held


@given(st.text(" #\t-/*;%,.a\n", max_size=30), st.text(" #\t-/*;%,.a\n", max_size=30))
def test_marks_never_raise_and_hold_nothing_without_a_comment(before: str, after: str) -> None:
    text = f"{before}textclean: off{after}"
    assert Passages(text).hold(0, len(text), []) in (True, False)


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The toys, for a command; in a folder of its own, with a marked file and one that is JSONL."""
    toys.install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toys.toml").write_text(toys.CONFIG)
    (tmp_path / "a.md").write_text("甲, <!-- textclean: ignore -->\n", "utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "甲, # textclean: ignore"}\n', "utf-8")
    return ["--config", "toys.toml"]


def test_check_heeds_marks_in_files_and_clean_never_does(toml: list[str]) -> None:
    done = CliRunner().invoke(cli, ["check", "a.md", *toml])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.endswith("toy.comma 1; 1 place left as marked\n")
    for arguments in (["check", "a.md", "--no-marks"], ["check", "a.jsonl"]):
        assert CliRunner().invoke(cli, [*arguments, *toml]).exit_code == 1
    assert CliRunner().invoke(cli, ["clean", "a.md", *toml]).stdout == "甲， <!-- textclean: ignore -->\n"


def test_a_marked_page_that_is_clean_otherwise_passes() -> None:
    """Although clean would take out the comments, and then a blank line that is one too many."""
    page = "大家都说好，走。\n\n<!-- textclean: off -->\n故意写成这样: 好,走。\n<!-- textclean: on -->\n\n他写“好,走” <!-- textclean: ignore -->\n"
    for ends in ("\n", "\r\n"):
        done = CliRunner().invoke(cli, ["check", "-"], input=page.replace("\n", ends).encode())
        assert (done.exit_code, done.stdout) == (0, "")


def test_check_speaks_to_github(toml: list[str]) -> None:
    Path("b.txt").write_text("甲,锟斤拷\n", "utf-8")
    done = CliRunner().invoke(cli, ["check", "b.txt", "a.jsonl", "--output-format", "github", "-q", *toml])
    assert (done.exit_code, done.stdout.splitlines()) == (
        1,
        [
            "::warning file=b.txt,line=1,endLine=1,col=2,title=toy.comma::`,` → `，` [safe]",
            "::notice file=b.txt,line=1,endLine=1,col=3,title=toy.doubt::found `锟斤拷` (bytes were lost)",
            "::warning file=a.jsonl,line=1,endLine=1,title=toy.comma::`,` → `，` [safe]",
        ],
    )


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


def test_in_colour_each_room_has_its_own_and_a_legend_names_them() -> None:
    text = "壹個&nbsp;好,走。锟斤拷\n随机推荐\n"
    standard = preset("standard")
    view = explain(standard.run(text), standard, title="a.txt", place=place, color=True)
    legend = view.splitlines()[1]
    assert all(word in legend for word in ("removed", "put in", "seen and left alone", "repair", "unify"))
    assert "\x1b[9;36m&nbsp;" in view and "\x1b[9;32m,\x1b[0m\x1b[1;32m，" in view and "\x1b[4;36m锟斤拷" in view
    # Nothing but colours is ever sent.
    assert not re.sub(r"\x1b\[[\d;]*m", "", view).count("\x1b")


@given(dirty_chinese(), st.integers(30, 100))
def test_any_text_is_shown_within_the_width_and_sends_nothing_else(text: str, width: int) -> None:
    standard = preset("standard")
    view = explain(standard.run(text), standard, title=text, place=lambda at: (1, at + 1), color=True, width=width)
    bare = re.sub(r"\x1b\[[\d;]*m", "", view)
    assert all(character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} for character in bare)
    assert max(map(cell_len, bare.splitlines())) <= width


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
    assert "\x1b[9;34m,\x1b[0m\x1b[1;34m，" in shown("甲,", color=True)


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
