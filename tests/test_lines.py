"""Lines: one document a line, and as many lines after as before."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textclean.config import preset
from textclean.core.errors import ConfigError, InputError
from textclean.formats.encoding import Encoding
from textclean.formats.lines import Lines, in_one_line
from textclean.formats.record import Blank, Document, Reject


def read(data, encoding="utf-8", **options):
    return list(Lines(Encoding(encoding, **options)).read(io.BytesIO(data)))


def only(data, encoding="utf-8", **options):
    [record] = read(data, encoding, **options)
    assert isinstance(record, Document), record
    return record


def rewritten(data, change, encoding="utf-8"):
    """What a run would write: each text changed, everything else as it is."""
    return b"".join(
        record.encoded(change(record.text)) if isinstance(record, Document) else record.raw for record in read(data, encoding)
    )


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""], ids=["LF", "CRLF", "no end"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [("甲,乙", "utf-8"), ("甲,乙", "gb18030"), ("甲,乙", "big5"), ("a,\u2028b\x85c\x0bd", "utf-8"), ("a\rb", "utf-8")],
)
def test_the_end_of_a_line_is_the_lines_own(end, text, encoding):
    """Only \\n ends a line, whatever else Python's splitlines takes for an end."""
    data = text.encode(encoding) + end
    record = only(data, encoding)
    assert (record.text, record.encoded(text)) == (text, data)
    assert record.encoded("丙" + text) == ("丙" + text).encode(encoding) + end


def test_ends_may_be_mixed_and_lines_blank():
    """Each line on its own: numbers count the blank ones too."""
    data = "甲,\r\n\n乙,\n \t\r\n丙,".encode()
    records = read(data)
    assert [isinstance(record, Blank) for record in records] == [False, True, False, True, False]
    assert [record.number for record in records if isinstance(record, Document)] == [1, 3, 5]
    assert rewritten(data, lambda text: text.replace(",", "，")) == data.decode().replace(",", "，").encode()


def test_the_byte_order_mark_stays_before_the_first_line():
    """No cleaner sees it, and the same character elsewhere belongs to the text."""
    data = "\ufeff甲,\n\ufeff乙,\n".encode()
    first, second = read(data)
    assert (first.text, second.text) == ("甲,", "\ufeff乙,")
    assert first.encoded("甲，") == "\ufeff甲，\n".encode()
    assert first.place(1) == (1, 2)
    assert rewritten(data, str) == data


def test_a_later_part_of_a_file_is_read_as_part_of_it():
    """Its first line is not the first of the file, so what stands there is no byte order mark; errors tell the file's bytes."""
    record, reject = Lines().read(io.BytesIO("\ufeff甲\n".encode() + b"\xff\n"), 10, 5000)
    assert (record.text, record.number) == ("\ufeff甲", 10)
    assert reject.number == 11
    assert "the line begins at byte 5007 of the file" in reject.reason


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=8), max_size=12), st.integers(1, 20))
def test_blocks_read_one_by_one_are_the_file(texts, size):
    """Whatever is cut where, the records are the same."""
    data = "\n".join(texts).encode()
    layout = Lines()
    blocks = list(layout.blocks(io.BytesIO(data)))
    assert b"".join(block.raw for block in blocks) == data
    apart = [record for block in blocks for record in layout.read(io.BytesIO(block.raw), block.first, block.offset)]
    assert apart == read(data)
    # The same with blocks of our own cutting, which are small.
    lines = data.splitlines(keepends=True) if b"\r" not in data else io.BytesIO(data).readlines()
    head, tail = b"".join(lines[:size]), b"".join(lines[size:])
    assert [*layout.read(io.BytesIO(head)), *layout.read(io.BytesIO(tail), len(lines[:size]) + 1, len(head))] == read(data)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("甲。\n乙", "甲。乙", id="Chinese needs no blank"),
        pytest.param("甲。\n\n　　乙\n", "甲。乙", id="blank lines, indent and final break go"),
        pytest.param("甲\r\n乙", "甲乙", id="CRLF"),
        pytest.param("one\ntwo", "one two", id="words need one"),
        pytest.param("one \n two", "one two", id="one is enough"),
        pytest.param("甲\nABC\n乙", "甲ABC乙", id="between Chinese and Latin"),
        pytest.param("……”\n“……", "……”“……", id="marks of undecided width"),
        pytest.param("he said\n“no”", "he said “no”", id="a word and such a mark"),
        pytest.param("\n", "", id="nothing else"),
        pytest.param("a\n\nb\nc", "a b c", id="single characters"),
        pytest.param("甲　 乙\r丙 ", "甲　 乙\r丙 ", id="other blanks stay"),
    ],
)
def test_a_cleaned_text_with_line_breaks_is_written_in_one_line(text, wanted):
    """A cleaner may make a break of <br> or U+2028; a line cannot hold it."""
    assert in_one_line(text) == wanted
    assert only(b"x\n").encoded(text) == wanted.encode() + b"\n"


def test_a_text_that_came_to_end_in_a_carriage_return_does_not_eat_its_line_end():
    """Read again, it would be the end of the line."""
    assert only(b"a\n").encoded("b\r") == b"b\n"
    assert only(b"a\r\r\n").encoded("b\r") == b"b\r\r\n"


texts = st.text(st.sampled_from("甲，a \r\n\u2028\u3000\ufeff"), max_size=10)


@given(st.lists(st.tuples(texts, texts)), st.sampled_from(["utf-8", "gb18030"]))
def test_the_number_of_lines_never_changes(pairs, encoding):
    """Whatever a cleaner makes of the texts, and the ends stay where and what they are."""
    data = "".join(old.replace("\n", "") + "\n" for old, _ in pairs).encode(encoding)
    new = iter([new for _, new in pairs])
    written = rewritten(data, lambda _: next(new), encoding)
    before, after = data.split(b"\n"), written.split(b"\n")
    assert len(before) == len(after)
    assert [line.endswith(b"\r") for line in before] == [line.endswith(b"\r") for line in after]


@given(st.lists(texts), st.sampled_from(["utf-8", "gb18030"]))
def test_what_does_not_change_comes_out_byte_for_byte(lines, encoding):
    """Of any file."""
    data = "".join(lines).encode(encoding)
    assert rewritten(data, str, encoding) == data


@pytest.mark.parametrize(
    "text",
    [
        "第一段说的是这件事。<br>第二段说的是那件事。<br/><br/>第三段没有说什么，",
        "他说：“走吧。”\u2028“去哪儿？”她问。\u2029于是大家都走了。",
        "First line of text.<br>Second line of text.",
        "中文<p>English words</p>中文，然后是 <b>more</b>。",
    ],
)
def test_the_line_of_a_text_with_breaks_is_at_rest(text):
    """Cleaned a second time, the line is what it is: what was put for the break is what the cleaners leave alone."""
    cleaner = preset("standard")
    once = rewritten(text.encode() + b"\n", cleaner)
    assert once.count(b"\n") == 1
    assert rewritten(once, cleaner) == once


@pytest.mark.parametrize(
    ("line", "encoding", "reason"),
    [
        (b"ok \xff", "utf-8", r"byte 3 (0xff) is not utf-8"),
        ("甲".encode("gbk"), "utf-8", "add --encoding gb18030"),
        (b"\xff\xfea\x00", "utf-8", "it begins as UTF-16 does"),
        (b"~", "hz", "is not hz"),
    ],
)
def test_lines_that_cannot_be_read_are_set_aside_and_the_others_are_not(line, encoding, reason):
    """With the place of the byte in the line, and of the line in the file."""
    first, reject, last = read(b"a\n" + line + b"\nb\n", encoding)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert isinstance(reject, Reject)
    assert (reject.number, reject.raw) == (2, line + b"\n")
    assert reason in reject.reason
    assert "the line begins at byte 2 of the file" in reject.reason


def test_bytes_are_replaced_where_that_is_asked_for():
    """Then the line is written anew even if its text stays."""
    record = only("甲".encode() + b"\xff\r\n", errors="replace")
    assert record.encoded(record.text) == "甲\ufffd\r\n".encode()


def test_lines_may_tell_their_encoding_themselves():
    """`--encoding auto`, line by line; a line in UTF-16 among them is none."""
    data = "他们说今天的天气很好，我们去公园走一走。\n".encode("gb18030") + "他們說,\n".encode()
    first, second = read(data, "auto")
    assert (first.text[:3], second.text) == ("他们说", "他們說,")
    assert rewritten(data, str, "auto") == data
    assert only(data.splitlines(keepends=True)[0], "utf-8", errors="line").text.startswith("他们说")


def test_another_encoding_may_be_written():
    """It has no byte order mark, which is the input's."""
    record = only("\ufeff汉\n".encode(), output="gb18030")
    assert record.encoded("汉") == "汉\n".encode("gb18030")
    with pytest.raises(InputError, match="which big5 cannot"):
        only("漢\n".encode("big5"), "big5").encoded("汉")


@pytest.mark.parametrize(
    "encoding",
    [Encoding("utf-16"), Encoding("utf-32-be"), Encoding("cp037"), Encoding(output="utf-16"), Encoding(output="utf-8-sig")],
)
def test_encodings_whose_lines_end_in_other_bytes_are_refused(encoding):
    """Before anything is read."""
    with pytest.raises(ConfigError, match="lines are not read or written in"):
        Lines(encoding)
