"""What was decoded wrongly comes back, family by family, what was not stays; `python -m tests.figures.mojibake` has the whole measure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.mojibake import CORPORA, FAMILIES, clean_lines, false_repairs, likeness, mangled, material
from tests.material import shared
from textclean.repair.mojibake import Mojibake
from textclean.testing import check_laws

LINES = 60
LEAST = {
    "UTF-8 as Latin-1": 0.98,
    "UTF-8 as Windows-1252": 0.98,
    "UTF-8 as Windows-1252, twice": 0.98,
    "UTF-8 as Mac Roman": 0.98,
    "UTF-8 as Windows-1251": 0.98,
    "GBK as Latin-1": 0.95,
    "GBK as Windows-1252": 0.95,
    "GBK as UTF-8 where valid": 0.93,
    "UTF-8 as GB18030, lossless": 0.98,
    "GBK as Korean": 0.93,
    "GBK as Big5": 0.93,
    "GBK one byte late, from a mark on": 0.8,
}
"""Share of the lines that come back exactly."""
LEAST_ALIKE = {
    "UTF-8 as GB18030, bytes lost": 0.98,
    "UTF-8 as GBK, bytes lost": 0.96,
    "UTF-8 as cp936, € and ? for lost": 0.96,
    "UTF-8 as Windows-1252, bytes lost": 0.96,
}
"""Likeness of what comes back, where bytes are gone."""


@pytest.mark.parametrize("family", LEAST)
def test_lines_come_back_exactly(family):
    """Each line is a document of its own: no habit helps."""
    rows = list(mangled(material(shared("corpora")), family, LINES))
    right = sum(Mojibake()(broken) == line for line, broken in rows)
    assert right >= LEAST[family] * len(rows)


@pytest.mark.parametrize("family", LEAST_ALIKE)
def test_what_lost_bytes_comes_back_nearly(family):
    """The best reading, and the note says how many bytes were lost."""
    rows = list(mangled(material(shared("corpora")), family, LINES))
    results = [(line, Mojibake().run(broken)) for line, broken in rows]
    assert sum(likeness(line, result.text) for line, result in results) >= LEAST_ALIKE[family] * len(rows)
    notes = [note for _, result in results for edit in result.edits if "guess" in edit.rules[0] for note in edit.notes]
    assert notes and all("lost" in note for note in notes)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_laws_hold_on_mangled_text(family):
    """On a page of mangled lines, where habit counts, and on one with clean lines between."""
    rows = list(mangled(material(shared("corpora")), family, 12))
    check_laws(Mojibake(), "\n".join(broken for _, broken in rows))
    check_laws(Mojibake(), "\n".join(text for row in rows for text in row))


@pytest.mark.parametrize("name", CORPORA)
def test_clean_lines_stay(name):
    """Not one false repair."""
    assert false_repairs(clean_lines(shared("corpora"), name)[:500]) == []


SENTENCES = ["他们在图书馆里等了一个下午", "，", "然后一起回家", "。", "“明天再来”", "OK 3.5", "鋼鐵和錄影帶", "\n"]
WRONG = ["latin-1", "cp1252", "mac-roman", "gbk", "gb18030", "cp949", "big5", "cp1251"]


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "gbk"]),
    st.sampled_from(WRONG),
    st.integers(0, 40),
)
def test_the_laws_hold_whatever_was_read_as_what(parts, right, wrong, lost):
    """Any encoding read as any other, with a byte gone."""
    data = "".join(parts).encode(right)
    check_laws(Mojibake(), (data[:lost] + data[lost + 1 :]).decode(wrong, "replace"))


def test_a_habit_helps_short_lines():
    """Two characters alone are too few to be sure of; behind lines of the same damage they are not."""
    short, line = (
        "晚霞".encode("gbk").decode("latin-1"),
        "他们在图书馆里等了一个下午，然后一起看晚霞。".encode("gbk").decode("latin-1"),
    )
    assert Mojibake()(short) == short
    assert Mojibake()("\n".join([line] * 3 + [short])).endswith("\n晚霞")


@pytest.mark.parametrize("ruin", ["锟斤拷锟斤拷", "烫烫烫烫", "屯屯屯屯", "嚙踝蕭", "ïżœïżœ", "\ufffd\ufffd"])
def test_what_is_gone_is_a_finding(ruin):
    """Nothing can be put back, and nothing is taken away."""
    result = Mojibake().run(f"这里是{ruin}，看不见了。")
    assert not result.changed
    assert {finding.rule for finding in result.findings} == {"repair.mojibake.lost"}
