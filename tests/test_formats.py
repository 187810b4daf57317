"""Formats: bytes in, records out, and the very bytes back where nothing changed."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textclean.core.errors import ConfigError, InputError
from textclean.formats import Blank, Document, Encoding, JsonLines, PlainText, Record, Reject, format_for
from textclean.formats.scan import NotJson, find_value


def read(layout: JsonLines | PlainText, data: bytes) -> list[Record]:
    return list(layout.read(io.BytesIO(data)))


def only(layout: JsonLines | PlainText, data: bytes) -> Document:
    [record] = read(layout, data)
    assert isinstance(record, Document), record
    return record


# Text


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        pytest.param("甲\n乙\n".encode(), "utf-8", "甲\n乙\n", id="plain"),
        pytest.param(b"", "utf-8", "", id="empty"),
        pytest.param("甲\n乙".encode(), "utf-8", "甲\n乙", id="no final line end"),
        pytest.param("\ufeff甲\n".encode(), "utf-8", "甲\n", id="byte order mark"),
        pytest.param("\ufeff甲\n".encode(), "utf-8-sig", "甲\n", id="byte order mark, asked for"),
        pytest.param("甲\r\n乙\r\n".encode(), "utf-8", "甲\n乙\n", id="CRLF throughout"),
        pytest.param("甲\r\n乙\n".encode(), "utf-8", "甲\r\n乙\n", id="mixed line ends"),
        pytest.param("甲\r\r\n".encode(), "utf-8", "甲\r\r\n", id="a bare CR beside CRLF"),
        pytest.param("甲\n".encode("gb18030"), "gb18030", "甲\n", id="GB18030"),
        pytest.param("甲\n".encode("utf-16"), "utf-16", "甲\n", id="UTF-16"),
        pytest.param(b"\xfe\xff" + "甲\r\n".encode("utf-16-be"), "utf-16", "甲\n", id="UTF-16, big end first"),
        pytest.param("甲\n".encode("utf-16-le"), "utf-16", "甲\n", id="UTF-16 without a mark"),
        pytest.param("甲\n".encode("utf-32"), "utf-32", "甲\n", id="UTF-32"),
    ],
)
def test_text_is_read_and_comes_back_byte_for_byte(data: bytes, encoding: str, text: str) -> None:
    document = only(PlainText(Encoding(encoding)), data)
    assert document.text == text
    assert document.encoded(text) == data
    # Also when it has to be written anew, mark, order and line ends are the file's.
    assert document.encoded(text + "丙\n").startswith(data)


def test_text_that_changed_keeps_mark_and_line_ends() -> None:
    document = only(PlainText(Encoding()), "\ufeff甲,\r\n乙\r\n".encode())
    assert document.encoded("甲，\n\n乙\n") == "\ufeff甲，\r\n\r\n乙\r\n".encode()


@pytest.mark.parametrize(
    ("data", "at", "place"),
    [
        ("甲,\r\n乙,\r\n", 4, (2, 2)),
        ("甲,\n乙", 1, (1, 2)),
        ("\ufeff甲", 0, (1, 1)),
        ("甲\n", 1, (1, 2)),
        ("甲\n", 2, (2, 1)),
        ("\n\n甲", 2, (3, 1)),
    ],
)
def test_places_are_lines_and_columns_of_the_file(data: str, at: int, place: tuple[int, int]) -> None:
    assert only(PlainText(Encoding()), data.encode()).place(at) == place


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        ("甲乙".encode("gbk"), "utf-8", r"byte 0 \(0xbc\) is not utf-8.*gb18030"),
        ("甲".encode() + b"\xff", "utf-8", r"byte 3 \(0xff\)"),
        (b"PK\x03\x04\x00", "utf-8", "binary file: byte 4 is NUL"),
        ("甲a".encode("utf-16"), "utf-8", "UTF-16"),
        ("甲乙".encode("utf-16"), "utf-8", "UTF-16"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_place(data: bytes, encoding: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(PlainText(Encoding(encoding)), data)


def test_replaced_bytes_are_written_even_if_the_text_does_not_change() -> None:
    document = only(PlainText(Encoding(errors="replace")), b"\xe7\x94\xb2\xff\n")
    assert (document.text, document.faithful) == ("甲\ufffd\n", False)
    assert document.encoded(document.text) == "甲\ufffd\n".encode()


def test_an_output_encoding_is_used_for_unchanged_text_too() -> None:
    document = only(PlainText(Encoding("big5", output="utf-8")), "漢".encode("big5"))
    assert document.encoded("漢") == "漢".encode()


def test_a_character_the_encoding_lacks_is_named() -> None:
    with pytest.raises(InputError, match=r"'们' \(U\+4EEC\), which big5 cannot; add --output-encoding utf-8"):
        only(PlainText(Encoding("big5")), "們".encode("big5")).encoded("们")


@pytest.mark.parametrize(
    ("name", "message"),
    [("utf8x", "unknown encoding"), ("rot13", "no text encoding"), ("hex", "no text encoding"), ("a\0b", "unknown")],
)
def test_names_that_are_no_encoding_are_refused(name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Encoding(name)


# JSONL


DEEP = "[" * 2000 + "]" * 2000

UNTOUCHED = [
    pytest.param('{"n":12345678901234567890123456789,"text":@}\n', id="29 digits"),
    pytest.param('{"a":1.10,"b":1E5,"c":-0.0,"d":1e+05,"text":@}\n', id="notation of numbers"),
    pytest.param('{"a":' + "9" * 5000 + ',"text":@}\n', id="more digits than int() reads"),
    pytest.param('  {  "z" : 1 ,\t"text"  :  @  , "a" : [ ] }  \r\n', id="spaces and CRLF"),
    pytest.param('{"text":@}', id="no line end"),
    pytest.param(r'{"a":"\u4e2d\/\n","text":@,"b":"\ud800"}' + "\n", id="escapes elsewhere"),
    pytest.param('{"text":"first,","text":@}\n', id="the last of two"),
    pytest.param(r'{"te\u0078t":@}' + "\n", id="an escaped key"),
    pytest.param('{"deep":' + DEEP + ',"text":@}\n', id="2,000 levels"),
    pytest.param('{"v":[0.5, -1,2e3 ,NaN],"w":[[1,2],[]],"m":{"text":"inner,"},"text":@}\n', id="lists and inner objects"),
    pytest.param('\ufeff{"text":@}\n', id="byte order mark"),
    pytest.param('{"a":true,"b":false,"c":null,"text":@}\n', id="literals"),
]


@pytest.mark.parametrize("line", UNTOUCHED)
@pytest.mark.parametrize(
    ("old", "new"), [('"甲,"', '"甲，"'), (r'"\u7532,"', r'"\u7532\uff0c"'), (r'"\"\\,\t"', r'"\"\\，\t"'), (r'"\ud800,"', None)]
)
def test_only_the_value_changes(line: str, old: str, new: str | None) -> None:
    # A value in ASCII escapes stays in them: a lone surrogate must, and takes the rest with it.
    new = r'"\ud800\uff0c"' if new is None else new
    data = line.replace("@", old).encode()
    record = only(JsonLines(), data)
    assert record.encoded(record.text) == data
    assert record.encoded(record.text.replace(",", "，")).decode() == line.replace("@", new)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "wanted a key in double quotes where the line ends"),
        ("nul", "no JSON"),
        ('{"text":"a",}', "wanted a key in double quotes at character 13, not '}'"),
        ('{"text":"a"} {}', "wanted the end of the line at character 14"),
        ('{"text":"a\tb"}', "the string at character 9 does not end, or holds a bare control character"),
        ('{"text":"a', "the string at character 9 does not end"),
        ("{'text':1}", "wanted a key"),
        ('{"text":01}', "wanted"),
        ('{"a":[1,],"text":"b"}', "wanted a value at character 9"),
        ('{"a":{"b":1,},"text":"b"}', "wanted a key"),
        ('{"a":[1}', "wanted ',' or ']'"),
        ('["text"]', "not an object but a list"),
        ('"text"', "not an object but a string"),
        ("7", "not an object but a number"),
        ("{}", "has no field 'text'; --field"),
        ('{"a":{"text":"b"}}', "has no field 'text'"),
        ('{"text":null}', "field 'text' is null, not a string"),
        ('{"text":7}', "field 'text' is a number"),
        ('{"text":["a"]}', "field 'text' is a list"),
        ('{"text":"a","text":true}', "field 'text' is true"),
    ],
)
def test_lines_that_are_no_record_are_set_aside_with_the_reason(line: str, reason: str) -> None:
    [first, reject] = read(JsonLines(), b'{"text":"a"}\n' + line.encode())
    assert isinstance(first, Document)
    assert isinstance(reject, Reject)
    assert (reject.number, reject.raw) == (2, line.encode())
    assert reason in reject.reason


def test_invalid_bytes_in_a_line_are_told_with_their_place_and_leave_other_lines_alone() -> None:
    [reject, record] = read(JsonLines(), b'{"text":"\xff"}\n{"text":"a"}\n')
    assert isinstance(reject, Reject)
    assert re.search(r"byte 9 \(0xff\) is not utf-8.*the line begins at byte 0", reject.reason)
    assert isinstance(record, Document)


def test_blank_lines_pass_through() -> None:
    data = b'\n{"text":"a"}\n \r\n\n'
    records = read(JsonLines(), data)
    assert [isinstance(record, Blank) for record in records] == [True, False, True, True]
    assert b"".join(record.raw for record in records) == data


def test_records_in_another_encoding_stay_in_it() -> None:
    layout = JsonLines("content", Encoding("gbk"))
    record = only(layout, '{"id":"表","content":"誠,"}\n'.encode("gbk"))  # 誠 ends in a backslash byte
    assert record.encoded("誠，") == '{"id":"表","content":"誠，"}\n'.encode("gbk")
    # What the encoding lacks is escaped, which JSON can.
    assert json.loads(record.encoded("한").decode("gbk"))["content"] == "한"


def test_jsonl_in_utf_16_is_refused() -> None:
    with pytest.raises(ConfigError, match="utf-16"):
        JsonLines(encoding=Encoding("utf-16"))


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("auto", "a.jsonl", JsonLines),
        ("auto", "a.NDJSON", JsonLines),
        ("auto", "a.md", PlainText),
        ("auto", "-", PlainText),
        ("text", "a.jsonl", PlainText),
        ("jsonl", "-", JsonLines),
        ("jsonl", "a.json", JsonLines),
    ],
)
def test_the_format_is_told_by_name_or_by_file(name: str, path: str, kind: type) -> None:
    assert type(format_for(name, path)) is kind


@pytest.mark.parametrize(
    ("name", "path", "message"), [("jsonn", "-", "did you mean 'jsonl'"), ("auto", "a.json", "--format jsonl")]
)
def test_formats_that_cannot_be_told_are_errors(name: str, path: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        format_for(name, path)


# Laws

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(), max_size=4), inner, max_size=4),
    max_leaves=12,
)
no_surrogates = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.dictionaries(st.text(max_size=5), json_values, max_size=5),
    no_surrogates,
    no_surrogates,
    st.booleans(),
    st.sampled_from(["", " "]),
)
def test_every_other_field_comes_out_byte_for_byte(
    fields: dict[str, object], old: str, new: str, ascii_only: bool, space: str
) -> None:
    fields.pop("text", None)
    pieces = [f"{space}{json.dumps(key)}{space}:{space}{json.dumps(value)}{space}" for key, value in fields.items()]
    raw = json.dumps(old, ensure_ascii=ascii_only)
    at = len(pieces) // 2
    head = "{" + "".join(piece + "," for piece in pieces[:at]) + f'"text"{space}:'
    tail = "".join("," + piece for piece in pieces[at:]) + "}\n"
    record = only(JsonLines(), (head + raw + tail).encode())
    written = record.encoded(new).decode()
    assert record.text == old
    assert written.startswith(head) and written.endswith(tail)
    assert json.loads(written[len(head) : len(written) - len(tail)]) == new
    if ascii_only and not old.isascii() and new != old:
        assert written.isascii()


@given(st.text('{}[]",:\\u0123-+.eE \t\nabtrufalsn', max_size=30))
@example('{"a":1,"a":"b"}')
@example('{"a" : [1, 2 ] , "b":{"c":-1.5e-7}}')
@example('{"a":[1,[2,{}],[]]}')
@example('{"a":-}')
@example('{"a":1.}')
@example('{"a":"\\u00"}')
def test_the_scanner_takes_what_json_takes(line: str) -> None:
    try:
        parsed = json.loads(line)
    except ValueError:
        parsed = None
    try:
        span = find_value(line, "a")
    except NotJson:
        assert not isinstance(parsed, dict)
    else:
        assert isinstance(parsed, dict)
        assert (span is None) == ("a" not in parsed)
        if span:
            assert json.loads(line[slice(*span)]) == parsed["a"]


@given(st.text(st.sampled_from("甲,\r\n\ufeffa\u3000"), max_size=12), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_every_text_comes_back_as_it_was(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    document = only(PlainText(Encoding(encoding)), data)
    assert document.encoded(document.text) == data
    # The second reading sees what the first would write.
    again = only(PlainText(Encoding(encoding)), document.encoded(document.text + "终"))
    assert again.text.endswith("终")
