"""The laws that every cleaner and pipeline keeps, and the form of fixtures: importable, for other people's cleaners too.

    from textclean.testing import check_laws, dirty_chinese

    @given(dirty_chinese())
    def test_mine(text):
        check_laws(MyCleaner(), text)

A fixture file holds cases as plain text. Sections begin with `==`, cases with `--`; a case that changes has its two texts parted
by a line `=>`. `\\u{A0}` stands for a character nobody sees. Options of the cleaner may follow a title in brackets, as in TOML.

    == untouched
    -- A ratio is no colon of a sentence
    比例是2:1。

    == changed
    -- A comma beside Chinese [script = "traditional"]
    好,走
    =>
    好，走

    == known failures
    (cases as under `changed` that do not come out right yet)

A line of a text that itself begins with `== ` or `-- `, or is `=>`, is written with `\\u{3D}` or `\\u{2D}` for its first character.
"""

from __future__ import annotations

import pickle
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textclean.core.cleaner import Cleaner
from textclean.core.edit import apply, invert
from textclean.core.protect import outside
from textclean.core.result import Result
from textclean.core.view import View

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

SECTIONS = ("untouched", "changed", "known failures")


class Case(NamedTuple):
    """One case of a fixture: `after` equals `before` in the section `untouched`."""

    section: str
    title: str
    before: str
    after: str
    options: dict[str, Any]
    line: int


def read_fixture(path: Path) -> list[Case]:
    """The cases of a file. Raises ValueError, naming file and line, for anything that has no place in the form."""
    return list(_cases(path.read_text("utf-8").split("\n"), path.name))


def _cases(lines: list[str], name: str) -> Iterator[Case]:
    section = ""
    begun: tuple[str, int] | None = None
    body: list[str] = []
    for number, line in enumerate([*lines, "== "], 1):
        if not line.startswith(("== ", "-- ")):
            if begun:
                body.append(line)
            elif line and not line.startswith("# "):
                raise ValueError(f"{name}:{number}: text outside a case; a case begins with '-- title'")
            continue
        if begun:
            yield _case(section, *begun, body, name)
        begun, body = None, []
        if line.startswith("-- "):
            if not section:
                raise ValueError(f"{name}:{number}: a case before the first section ('== untouched')")
            begun = line[3:].strip(), number
        elif line[3:].strip():
            section = line[3:].strip()
            if section not in SECTIONS:
                raise ValueError(f"{name}:{number}: unknown section '{section}'; one of {', '.join(SECTIONS)}")


def _case(section: str, title: str, line: int, body: list[str], name: str) -> Case:
    options: dict[str, Any] = {}
    bracket = re.search(r"\s*\[(\w+ = .*)\]\Z", title)
    if bracket:
        title = title[: bracket.start()]
        options = tomllib.loads(bracket[1].replace("; ", "\n"))
    while body and not body[-1]:
        body.pop()
    parts = _split(body)
    if len(parts) != (1 if section == "untouched" else 2):
        raise ValueError(
            f"{name}:{line}: a case under '{section}' has {'one text' if section == 'untouched' else 'two texts and => between'}"
        )
    texts = [_unescaped("\n".join(part)) for part in parts]
    return Case(section, title, texts[0], texts[-1], options, line)


def _split(body: list[str]) -> list[list[str]]:
    if "=>" not in body:
        return [body]
    at = body.index("=>")
    return [body[:at], body[at + 1 :]]


def _unescaped(text: str) -> str:
    return re.sub(r"\\u\{([0-9A-Fa-f]+)\}", lambda m: chr(int(m[1], 16)), text)


def check_laws(cleaner: Cleaner, text: str) -> Result:
    """Assert every law that one text can show, and hand back the result. Raises AssertionError that names the law.

    Twice is once, and the cleaner comes to rest; hits are ordered, disjoint, in range and change something; the edits give the
    text, and undone give the original; composed edits replay the passes; untouched characters map to themselves both ways;
    protected spans survive; nothing to do gives the same object; the same again gives the same.
    """
    result = cleaner.run(text)
    assert result.converged, f"still at work after the last round: {result.fighting}"
    assert cleaner(result.text) == result.text, "twice is not once"
    assert cleaner.run(text).edits == result.edits, "the same text gave other edits"
    assert result.changed or result.text is text, "nothing to do must give the same object"
    for turn in result.passes:
        _check_edits(turn.before, turn.edits)
        assert apply(turn.before, turn.edits) == turn.after, f"{turn.cleaner}: the edits do not give the text"
    _check_edits(text, result.edits)
    assert apply(text, result.edits) == result.text, "composed edits do not replay the passes"
    assert apply(result.text, invert(text, result.edits)) == text, "undone edits do not give the original"
    _check_alignment(text, result)
    _check_protected(cleaner, result)
    _check_names(cleaner, result)
    return result


def _check_edits(text: str, edits: tuple[Any, ...]) -> None:
    end = 0
    for edit in edits:
        assert end <= edit.start <= edit.end <= len(text), f"out of order or range: {edit}"
        assert text[edit.start : edit.end] != edit.replacement, f"changes nothing: {edit}"
        assert edit.rules and all(edit.rules), f"signed by nobody: {edit}"
        end = edit.end


def _check_alignment(text: str, result: Result) -> None:
    touched = [range(e.start, e.end) for e in result.edits]
    at = 0
    for k in range(len(text)):
        while at < len(touched) and touched[at].stop <= k:
            at += 1
        if at < len(touched) and k in touched[at]:
            continue
        start, end = result.alignment.to_cleaned(k, k + 1)
        assert result.text[start:end] == text[k], f"the untouched character {k} went to {start}:{end}"
        assert result.alignment.to_original(start, end) == (k, k + 1), f"{start}:{end} does not lead back to {k}"


def _check_protected(cleaner: Cleaner, result: Result) -> None:
    """What stood in protected spans when a cleaner saw the text stands in it still, in order, after its turn."""
    kinds = {step.name: step.enters for step in cleaner.steps}
    for turn in result.passes:
        at = 0
        for start, end in View(turn.before).fact(outside(kinds[turn.cleaner])):
            at = turn.after.find(turn.before[start:end], at)
            assert at >= 0, f"{turn.cleaner} changed a protected span: {turn.before[start:end]!r}"
            at += end - start


def _check_names(cleaner: Cleaner, result: Result) -> None:
    """Rules are signed with names that the cleaners declare: others could not be switched off."""
    declared = {f"{step.name}.{rule}" for step in cleaner.steps for rule in step.rules} | {
        s.name for s in cleaner.steps if not s.rules
    }
    signed = {rule for turn in result.passes for edit in turn.edits for rule in edit.rules} | {f.rule for f in result.seen}
    assert signed <= declared, f"signed with names that no cleaner declares: {sorted(signed - declared)}"


def check_pickle(cleaner: Cleaner) -> None:
    """A cleaner is the same after pickling, and carries no tables along: at most a few kilobytes, used or not."""
    cleaner("壹個操作鍺说:“好”,ＡＢＣ。")
    packed = pickle.dumps(cleaner)
    assert pickle.loads(packed) == cleaner, "not equal after pickling"
    assert len(packed) < 16_384, f"{len(packed)} bytes: a table is pickled along"


def with_case_options(cleaner: Cleaner, case: Case) -> Cleaner:
    """The cleaner with the options of a case."""
    return replace(cleaner, **case.options) if case.options else cleaner  # type: ignore[type-var]


def dirty_chinese() -> SearchStrategy[str]:
    """Texts as they come off the web: prose in both scripts, and what stands in it and round it. Needs Hypothesis.

    Pieces of sentences are joined with marks of both widths, quotes of all kinds, debris, code, invisible characters, nested
    entities, lone surrogates and plain random Unicode, so that rules meet what they were not made for.
    """
    from hypothesis import strategies as st

    pieces = st.sampled_from(_PIECES)
    marks = st.sampled_from(_MARKS)
    anything = st.text(st.characters(codec=None), max_size=6) | st.text(
        "\ud800\udfff\0\ufffe\u202e\u200b\ufeff\u00ad\ue000", max_size=3
    )
    part = st.one_of(pieces, pieces, marks, marks, st.sampled_from(_LINES), anything)
    return st.lists(part, max_size=24).map("".join)


_PIECES = (
    "办公室工作的运行", "他说", "我們都知道", "壹個人", "妳看著我", "同誌們", "操作鍺", "政笁干部", "一桶沝", "不管", "参谋部", "后麵", "後面",
    "工作", "二〇〇五年", "毕昇", "乾县", "薴", "演算法", "什麼", "什么", "世界觀", "孙綝", "“發”和“髮”", "八時に行く", "図書館", "그", "카페", "老幺",
    "文秘部落 ", "范文之家 ", "王小明", "第一", "俗话说", "说：", "Tom", "USB", "the quick brown fox", "ＡＢＣ－１００", "１２", "3.14", "8:30", "2:1",
    "v1.0.2", "https://a.cn/x?y=1,2", "me@a.cn", "a[0], b[1]", "&amp;amp;lt;", "&nbsp;", "[1]", "$x_1$", "`code, 码`",
    "做好工作的基本要求是认真学习，认真思考。大家要注意这个", "长期以来，他们坚持每天记录数据，从不间断，这是很不容易的，也是哪个",
)  # fmt: skip
_MARKS = (
    *"，。；：！？、,.;:!?()（）“”‘’「」『』\"'*…—- \u3000\n\t\xa0\\",
    "...", "。。。", "--", "。,", "\\\"", "\\n", "\r\n", "\u2028", "\n\n", "\n ", " \n", "““", "””", "\u200b", "\ufeff", "👨\u200d👩\u200d👧",
    "\n2、", "\n3、",
)  # fmt: skip
_LINES = (
    "\n《甲.doc》由会员分享，可在线阅读，更多相关《甲.doc(3页珍藏版)》请在某某网上搜索。\n", "\n我要回帖\n", "\n更多关于 甲 的文章\n", "\n随机推荐\n",
    "\nx = y[0], \"中文,好\"\n", "\n{\"a\": \"他说,好\"}\n", "\n| 甲 | 乙,丙 |\n", "\n[1] 程远. 数据[J]. 统计, 2018, 12(3): 4-9.\n", "\n```\n代码,好\n```\n",
    "\n1\n00:00:01,000 --> 00:00:02,000\n", "\n一、标题\n", "\n床前明月光，\n疑是地上霜。\n",
    "\n同样的一段话在这里出现了两次，这是因为网页的接缝处重复了，读者都看得出来。\n同样的一段话在这里出现了两次，这是因为网页的接缝处重复了，读者都看得出来。\n",
)  # fmt: skip
