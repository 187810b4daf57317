"""Parquet: one column of strings is cleaned, and everything else of the table is what it was."""

import datetime
import decimal
import io
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textclean.core.errors import ConfigError, InputError
from textclean.formats.parquet import Parquet
from textclean.formats.record import Blank, Document, Reject

pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
pq = pytest.importorskip("pyarrow.parquet")

NOON = datetime.datetime(2026, 11, 21, 12, 0, 0, 123456)


def written(table, **options):
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def cleaned(data, change, field="text"):
    """What a run would write: blocks read one by one, each text changed, the others handed on."""
    layout = Parquet(field)
    out = io.BytesIO()
    with layout.copy(io.BytesIO(data), out) as copy:
        for block in layout.blocks(io.BytesIO(data)):
            for record in layout.read(io.BytesIO(block.raw), block.first, block.offset):
                copy.write(record.encoded(change(record.text)) if isinstance(record, Document) else record.raw)
    return out.getvalue()


def comma(text):
    return text.replace(",", "，")


def opened(data):
    return pq.ParquetFile(io.BytesIO(data))


def layout_of(data):
    """Everything of a file that is not its values: schema, metadata, row groups, codecs, dictionaries."""
    about = opened(data).metadata
    groups = [about.row_group(i) for i in range(about.num_row_groups)]
    columns = [[group.column(i) for i in range(about.num_columns)] for group in groups]
    metadata = {key: value for key, value in (about.metadata or {}).items() if key != b"ARROW:schema"}
    return (
        str(opened(data).schema).partition("\n")[2],
        opened(data).schema_arrow,
        metadata,
        b"ARROW:schema" in (about.metadata or {}),
        [group.num_rows for group in groups],
        [
            [(c.path_in_schema, c.compression, c.has_dictionary_page, c.is_stats_set, c.has_offset_index) for c in g]
            for g in columns
        ],
    )


COLUMNS = {
    "29 digits": pa.array([decimal.Decimal("12345678901234567890123456789"), None, decimal.Decimal(0)], pa.decimal128(38)),
    "small integers": pa.array([1, None, 255], pa.uint8()),
    "floats": pa.array([1.1, float("nan"), -0.0]),
    "times": pa.array([NOON, None, NOON], pa.timestamp("us", "Asia/Shanghai")),
    "nanoseconds": pa.array([1, None, 2], pa.timestamp("ns")),
    "days": pa.array([NOON.date(), None, None]),
    "durations": pa.array([1, 2, None], pa.duration("ms")),
    "bytes": pa.array([b"\xff\0", None, b""]),
    "fixed": pa.array([b"ab", None, b"cd"], pa.binary(2)),
    "categories": pa.array(["甲", None, "甲"]).dictionary_encode(),
    "ordered": pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int8()), ["小", "大"], ordered=True),
    "lists": pa.array([[1, None], None, []], pa.list_(pa.int32())),
    "lists with a name of their own": pa.array([[1], None, []], pa.list_(pa.field("array", pa.int32()))),
    "fixed lists": pa.array([[1.0, 2.0], None, [3.0, 4.0]], pa.list_(pa.float32(), 2)),
    "structs": pa.array([{"text": "a,b", "n": 1}, None, {"text": None, "n": 2}]),
    "maps": pa.array([[("k,", 1)], None, []], pa.map_(pa.string(), pa.int64())),
    "deep": pa.array([[{"a": [{"b": "x,"}]}], None, []]),
    "nothing": pa.nulls(3),
    "halves": pa.array([1.5, None, 2.0], pa.float16()),
    "other text": pa.array(["a,b", None, "，"], pa.large_string()),
    "views": pa.array(["a,b", None, "a text that is longer than twelve bytes"], pa.string_view()),
}


@pytest.mark.parametrize("other", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("stored", [True, False], ids=["with Arrow's schema", "without"])
def test_other_columns_and_the_layout_stay(other, stored):
    """Type by type, also in files of tools that know nothing of Arrow."""
    data = written(pa.table({"a": other, "text": ["甲,", None, "乙,"], "z": other}), store_schema=stored, row_group_size=2)
    after = cleaned(data, comma)
    assert layout_of(after) == layout_of(data)
    before, now = opened(data).read(), opened(after).read()
    assert now["text"].to_pylist() == ["甲，", None, "乙，"]
    for name in ("a", "z"):
        assert now[name].type == before[name].type
        assert str(now[name]) == str(before[name])


KINDS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_text_column_of_any_string_type_is_cleaned_and_keeps_it(kind):
    """Null text is no text and stays null; empty text stays empty."""
    texts = ["甲,", None, "", "line\nbreak, “quotes” \\ \u2028 \x00 😀"] * 3
    data = written(pa.table({"text": pa.array(texts, kind)}))
    after = opened(cleaned(data, comma)).read()
    assert after.schema.field("text").type == kind
    assert after["text"].to_pylist() == [text and comma(text) for text in texts]


OPTIONS = [
    *({"compression": name} for name in ("snappy", "gzip", "zstd", "brotli", "lz4", "none")),
    {"compression": {"text": "zstd", "n.list.element": "gzip"}, "use_dictionary": ["n.list.element"]},
    {"use_dictionary": False},
    {"use_dictionary": ["text"]},
    {"write_statistics": False},
    {"write_statistics": ["text"]},
    {"write_page_index": True},
    {"row_group_size": 1},
    {"row_group_size": 7},
    {"use_deprecated_int96_timestamps": True},
    {"store_decimal_as_integer": True},
    {"version": "1.0"},
    {"version": "2.4", "data_page_version": "2.0"},
    {"use_compliant_nested_type": False},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_the_way_of_writing_stays(options):
    """Codec, dictionary, statistics, index, the size of row groups, and how times and decimals are stored."""
    table = pa.table(
        {
            "text": [f"第{i},行" for i in range(20)],
            "n": [[i] for i in range(20)],
            "at": pa.array([NOON] * 20, pa.timestamp("ns" if "use_deprecated_int96_timestamps" in options else "us")),
            "price": pa.array([decimal.Decimal("1.10")] * 20, pa.decimal128(9, 2)),
        }
    )
    data = written(table, **options)
    after = cleaned(data, comma)
    assert layout_of(after) == layout_of(data)
    assert opened(after).read().drop_columns("text") == opened(data).read().drop_columns("text")


def test_metadata_of_the_table_and_of_columns_stays():
    """Of pandas and Hugging Face datasets, and the numbers by which Iceberg knows a column; so does what may not be null."""
    fields = [
        pa.field("text", pa.string(), nullable=False, metadata={"PARQUET:field_id": "7", "note": "正文"}),
        pa.field("id", pa.int64(), nullable=False, metadata={"PARQUET:field_id": "3"}),
    ]
    schema = pa.schema(fields, {"huggingface": '{"info": {}}', "pandas": "{}"})
    data = written(pa.table([["甲,"], [1]], schema=schema))
    after = cleaned(data, comma)
    assert layout_of(after) == layout_of(data)
    assert opened(after).schema_arrow.equals(schema, check_metadata=True)


@pytest.mark.parametrize(
    "table",
    [pa.table({"text": pa.array([], pa.string())}), pa.table({"text": pa.array([None, None], pa.string()), "n": [1, 2]})],
    ids=["no rows", "only nulls"],
)
def test_tables_without_a_text_stay(table):
    """A row group without rows is one, too."""
    data = written(table)
    assert opened(cleaned(data, comma)).read() == table
    assert layout_of(cleaned(data, comma)) == layout_of(data)
    # And a file without any row group.
    file = io.BytesIO()
    pq.ParquetWriter(file, table.schema).close()
    assert opened(cleaned(file.getvalue(), comma)).metadata.num_row_groups == 0


@given(
    st.lists(st.none() | st.text(st.characters(codec="utf-8"), max_size=8), max_size=30),
    st.integers(1, 12),
    st.sampled_from([pa.string(), pa.large_string(), pa.string_view()]),
)
def test_every_text_comes_back(texts, size, kind):
    """Blocks are row groups, rows are numbered through, and whatever is changed nothing else is."""
    data = written(pa.table({"n": range(len(texts)), "text": pa.array(texts, kind)}), row_group_size=size)
    layout = Parquet()
    blocks = list(layout.blocks(io.BytesIO(data)))
    apart = [record for block in blocks for record in layout.read(io.BytesIO(block.raw), block.first, block.offset)]
    assert apart == list(layout.read(io.BytesIO(data)))
    for at, block in enumerate(blocks):
        assert block.offset
        assert list(layout.blocks(io.BytesIO(data), block.first, block.offset)) == blocks[at:]
    assert [record.text if isinstance(record, Document) else None for record in apart] == texts
    assert [record.number or at for at, record in enumerate(apart, 1) if isinstance(record, Document)] == [
        at for at, text in enumerate(texts, 1) if text is not None
    ]
    assert opened(cleaned(data, str)).read() == opened(data).read()
    after = opened(cleaned(data, lambda text: text[::-1])).read()
    assert after["text"].to_pylist() == [text and text[::-1] for text in texts]
    assert after["n"].to_pylist() == list(range(len(texts)))


def test_more_rows_than_one_slice_keep_their_order():
    """Of a column in several chunks, with nulls."""
    texts = [None if i % 7 == 0 else f"{i}," for i in range(10_000)]
    data = written(pa.table({"text": texts}))
    assert opened(cleaned(data, comma)).read()["text"].to_pylist() == [text and comma(text) for text in texts]


def test_rows_that_are_not_utf_8_are_told_and_stay():
    """Some writers do not look; a reader in Python could not even list the column."""
    broken = pa.array([b"ok,", "甲".encode() + b"\xff,", b"\xed\xa0\x80"]).cast(pa.string(), safe=False)
    data = written(pa.table({"text": broken}))
    _, second, third = Parquet().read(io.BytesIO(data))
    assert isinstance(second, Reject) and isinstance(third, Reject)
    assert (second.number, second.reason) == (2, "byte 3 (0xff) of the text is not utf-8")
    assert (third.number, third.reason) == (3, "byte 0 (0xed) of the text is not utf-8")
    after = opened(cleaned(data, comma)).read()["text"].cast(pa.binary())
    assert after.to_pylist() == ["ok，".encode(), "甲".encode() + b"\xff,", b"\xed\xa0\x80"]


def test_a_text_that_parquet_cannot_hold_is_an_error():
    """Half a character, which an escape in a text may become."""
    [row] = Parquet().read(io.BytesIO(written(pa.table({"text": ["a"]}))))
    with pytest.raises(InputError, match=r"U\+D800, half a character"):
        row.encoded("a\ud800")
    assert json.loads(row.encoded("😀")) == "😀"


def test_places_are_row_and_code_point():
    """As they are told by explain and check."""
    null, row = Parquet().read(io.BytesIO(written(pa.table({"text": [None, "甲,"]}))))
    assert isinstance(null, Blank)
    assert row.place(1) == (2, 2)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("txt", "has no column 'txt'; --field names another, of: text, n, doc, a.b, same, same"),
        ("n", "column 'n' is of type int64, not string"),
        ("doc", "column 'doc' is of type struct<text: string>, not string"),
        ("doc.text", "'doc.text' lies inside the column 'doc'; only a column of strings at the top"),
        ("same", "has 2 columns 'same'"),
    ],
)
def test_columns_that_cannot_be_cleaned_are_refused(field, message):
    """Before anything is written."""
    table = pa.table(
        [["甲"], [1], [{"text": "乙"}], ["丙"], [1], [2]],
        names=["text", "n", "doc", "a.b", "same", "same"],
    )
    data = written(table)
    out = io.BytesIO()
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        list(Parquet(field).blocks(io.BytesIO(data)))
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        Parquet(field).copy(io.BytesIO(data), out)
    assert not out.getvalue()


def test_a_name_with_a_dot_is_a_name():
    """A column at the top may be called so, also beside a struct with such an inside."""
    table = pa.table({"a.b": ["甲,"], "a": [{"c": "乙,"}]})
    assert opened(cleaned(written(table), comma, "a.b")).read().to_pydict() == {"a.b": ["甲，"], "a": [{"c": "乙,"}]}


def test_a_cut_at_any_byte_is_an_error():
    """The footer stands at the end, so nothing can be read of a file without it."""
    data = written(pa.table({"text": ["甲,", "乙"]}))
    for end in range(len(data)):
        with pytest.raises(InputError, match="cut short, damaged or no Parquet file"):
            list(Parquet().blocks(io.BytesIO(data[:end])))


def test_damage_in_a_page_with_a_checksum_is_an_error():
    """Writers leave the checksum out by default; where it is there it is looked at."""
    data = bytearray(written(pa.table({"text": ["甲" * 100, "乙" * 100]}), write_page_checksum=True, compression="none"))
    data[data.index("乙".encode() * 9)] ^= 1
    with pytest.raises(InputError, match="damaged"):
        list(Parquet().blocks(io.BytesIO(bytes(data))))
    with pytest.raises(InputError, match="damaged"), Parquet().copy(io.BytesIO(bytes(data)), io.BytesIO()) as copy:
        copy.write(b'"a"\n"b"\n')


def test_damaged_files_raise_nothing_but_input_error():
    """A flipped byte may pass where there is no checksum; what does not pass is told as what it is."""
    data = written(pa.table({"text": ["甲,乙" * 9, None], "n": [1, 2]}), compression="zstd")
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 0x11
        try:
            cleaned(bytes(flipped), comma)
        except InputError:
            continue


def test_a_pipe_is_refused():
    """Parquet begins to be read at its end."""

    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    with pytest.raises(InputError, match="name a plain file"):
        list(Parquet().blocks(Pipe(written(pa.table({"text": ["a"]})))))


@pytest.mark.parametrize(("rows", "message"), [(b'"a"\n', "1 are missing"), (b'"a"\n"b"\n"c"\n', "1 are too many")])
def test_a_table_keeps_its_rows(rows, message):
    """A program that leaves rejects out would shift every text below."""
    out = io.BytesIO()
    with (
        pytest.raises(ValueError, match=message),
        Parquet().copy(io.BytesIO(written(pa.table({"text": ["甲", "乙"]}))), out) as copy,
    ):
        copy.write(rows)
    with pytest.raises(pa.ArrowInvalid):
        opened(out.getvalue())


def test_what_is_given_up_does_not_look_whole(tmp_path):
    """Also of a file by its name, which is closed."""
    path = tmp_path / "a.parquet"
    path.write_bytes(written(pa.table({"text": ["甲", "乙"]}), row_group_size=1))
    out = io.BytesIO()

    def fails():
        with Parquet().copy(path, out) as copy:
            copy.write(b'"a"\n')
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with pytest.raises(pa.ArrowInvalid):
        opened(out.getvalue())


def test_two_runs_give_the_same_bytes():
    """Nothing of the machine or the hour is in them, and a copy of a copy is the copy."""
    data = written(pa.table({"text": ["甲,", "乙"] * 50, "n": range(100)}), row_group_size=30)
    once = cleaned(data, comma)
    assert cleaned(data, comma) == once
    assert cleaned(once, comma) == once


def test_an_error_of_the_disk_is_no_damage():
    """It comes through as what it is, with its number."""

    class Full:
        def write(self, data):
            raise OSError(28, "No space left on device")

    def fails():
        with Parquet().copy(io.BytesIO(written(pa.table({"text": ["甲"]}))), Full()) as copy:
            copy.write(b'"a"\n')

    with pytest.raises(OSError, match="No space left") as caught:
        fails()
    assert caught.value.errno == 28


_MISSING = """
import sys
sys.modules["pyarrow"] = None
import io
from textclean.core.errors import ConfigError
from textclean.formats.parquet import Parquet
try:
    list(Parquet().blocks(io.BytesIO(b"PAR1")))
except ConfigError as error:
    print(error)
print([record.text for record in Parquet().read(io.BytesIO(b'"a"\\nnull\\n'), 1, 4) if hasattr(record, "text")])
"""


def test_without_pyarrow_the_message_tells_how_to_install_it():
    """And rows, which are what workers see, need none."""
    done = subprocess.run([sys.executable, "-c", _MISSING], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["Parquet needs pyarrow: pip install 'textclean-zh[parquet]'", "['a']"]
    assert ConfigError.__name__ == "ConfigError"
