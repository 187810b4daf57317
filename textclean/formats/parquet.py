"""Parquet: one record a row, its text in one column of strings. Knows row groups and schemas; knows no cleaner and no folder.

Who runs a job knows bytes. So the texts of a row group travel as lines, a JSON string or null for each row, through workers that
need no pyarrow, and `ParquetCopy` puts what comes back in the place of the column, beside all else that the row group holds. At no
time is there more than the texts of the groups under way, and one whole group.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO

from textclean.core.errors import ConfigError, InputError
from textclean.formats.jsonl import json_line
from textclean.formats.record import Blank, Block, Document, Place, Record, Reject

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from textclean.formats.compression import Sink

_MAGIC = b"PAR1"
_NULL = b"null\n"
_ROWS = 4096
"""Rows whose texts are Python's at one time, when they enter or leave a column."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED = 20
"""Columns that a message names."""


@dataclass(frozen=True)
class RowRecord(Document):
    """The text of one row. `raw` is the line it travels as, `number` the row, from 1."""

    def place(self, at: int) -> Place:
        return Place(self.number or 0, at + 1)

    def encoded(self, text: str) -> bytes:
        if text == self.text:
            return self.raw
        if lone := _SURROGATE.search(text):
            raise InputError(f"the cleaned text holds U+{ord(lone[0]):04X}, half a character, which Parquet cannot")
        return json_line(text)


@dataclass(frozen=True)
class Parquet:
    """The format of Parquet; `field` is the name of the column that holds the texts.

    >>> import io, pytest
    >>> pa = pytest.importorskip("pyarrow"); import pyarrow.parquet
    >>> file, out = io.BytesIO(), io.BytesIO()
    >>> pa.parquet.write_table(pa.table({"id": [7, 8], "text": ["好,", None]}), file)
    >>> layout = Parquet()
    >>> [block] = layout.blocks(file); block.raw.decode()
    '"好,"\\nnull\\n'
    >>> row, null = layout.read(io.BytesIO(block.raw), block.first, block.offset)
    >>> with layout.copy(file, out) as copy: copy.write(row.encoded("好，") + null.raw)
    >>> pa.parquet.read_table(out).to_pydict()
    {'id': [7, 8], 'text': ['好，', None]}

    A block is a row group. A null is no text and passes as a Blank; a row whose bytes are not UTF-8 is a Reject, and its `raw`,
    like that of every record, must be handed on to `ParquetCopy` all the same: a table keeps its rows.
    """

    field: str = "text"

    def blocks(self, stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Block]:
        """The texts of each row group, from the one that begins with row `first` on.

        Offsets count the bytes of the texts, behind those of the magic number: none is 0, and none is a place in the file.

        Raises InputError for what is no Parquet file or has no such column of strings, ConfigError if pyarrow is missing.
        """
        file = _opened(stream)
        _index(file.schema_arrow, self.field)
        offset = offset or len(_MAGIC)
        for number, row in _groups(file):
            if row < first:
                continue
            column = _group(file, number, [self.field]).column(self.field)
            raw = b"".join(_lines(column))
            yield Block(raw, row, offset)
            offset += len(raw)

    def read(self, stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Record]:
        """The rows of a file, or, if `offset` is not 0, of one of its blocks, of which `first` is the number of its first row."""
        if offset:
            yield from _records(stream, first)
        else:
            for block in self.blocks(stream):
                yield from _records(io.BytesIO(block.raw), block.first)

    def copy(self, source: Path | BinaryIO, out: Sink) -> ParquetCopy:
        """A writer of the same table with other texts. `source` is read beside `blocks`, so it must be a stream of its own."""
        return ParquetCopy(source, self.field, out)


class ParquetCopy:
    """A Parquet file on its way: what stands in `source`, with the texts that are written, row for row, in place of its own.

    Schema, metadata, other columns, row groups, codecs and the use of dictionaries are the source's. The file is whole after
    `close`, or after a `with` block without an error; given up, it does not look whole.
    """

    def __init__(self, source: Path | BinaryIO, field: str, out: Sink) -> None:
        self._file = _opened(source)
        self._index = _index(self._file.schema_arrow, field)
        self._below = _Below(out)
        self._writer: Any = None
        self._closed = False
        self._group = 0
        self._rows: list[bytes] = []

    def write(self, data: bytes) -> None:
        """The next rows, whole: what `RowRecord.encoded` gives, or the `raw` of a record; a block's, or fewer."""
        self._rows += io.BytesIO(data)
        self._write_groups()

    def close(self) -> None:
        """Write the end. Raises ValueError if rows are missing or too many."""
        if self._closed:
            return
        self._write_groups()
        missing = sum(self._rows_of(group) for group in range(self._group, self._file.num_row_groups)) - len(self._rows)
        if missing:
            self._give_up()
            raise ValueError(f"a table keeps its rows, and {abs(missing)} are {'missing' if missing > 0 else 'too many'}")
        self._opened_writer().close()
        self._file.close()
        self._closed = True

    def __enter__(self) -> ParquetCopy:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self._give_up()

    def _rows_of(self, group: int) -> int:
        return int(self._file.metadata.row_group(group).num_rows)

    def _write_groups(self) -> None:
        """Write the row groups whose rows have all come."""
        while self._group < self._file.num_row_groups and len(self._rows) >= (rows := self._rows_of(self._group)):
            table = _group(self._file, self._group)
            field = table.schema.field(self._index)
            table = table.set_column(self._index, field, _column(self._rows[:rows], field.type))
            # Without a size, groups of more than a million rows would be cut.
            self._opened_writer().write_table(table, row_group_size=rows or None)
            del self._rows[:rows]
            self._group += 1

    def _opened_writer(self) -> Any:
        """pyarrow's writer. Opened behind the first group, whose reading refuses damage on which asking for codecs would crash."""
        if self._writer is None:
            import pyarrow.parquet

            self._writer = pyarrow.parquet.ParquetWriter(self._below, self._file.schema_arrow, **_options(self._file))
        return self._writer

    def _give_up(self) -> None:
        # pyarrow writes the end of a file whenever it lets go of one.
        self._below.deaf = True
        if self._writer is not None:
            self._writer.close()
        self._file.close()
        self._closed = True


class _Below(io.RawIOBase):
    """What pyarrow takes for a file: everything goes to `out`, until the file is given up."""

    def __init__(self, out: Sink) -> None:
        self._out = out
        self.deaf = False

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        data = bytes(data)
        if not self.deaf:
            self._out.write(data)
        return len(data)


def _opened(source: Path | BinaryIO) -> Any:
    """The file for pyarrow. Its footer is read, and every page whose checksum is there is checked later."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise ConfigError("Parquet needs pyarrow: pip install 'textclean-zh[parquet]'") from error
    if not isinstance(source, Path) and not source.seekable():
        raise InputError("Parquet is read from its end, which a pipe or a compressed file does not show; name a plain file")
    with _readable():
        # Read when asked for, and in this thread: groups that wait in a buffer are memory, and threads outlive a fork badly.
        return pyarrow.parquet.ParquetFile(source, page_checksum_verification=True, pre_buffer=False)


@contextmanager
def _readable() -> Iterator[None]:
    """What pyarrow says of damaged files, as InputError; a disk that cannot be read stays an OSError."""
    from pyarrow.lib import ArrowException

    try:
        yield
    except (ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        told = str(error).strip().partition("\n")[0]
        raise InputError(f"cut short, damaged or no Parquet file: {told}") from error


def _groups(file: Any) -> Iterator[tuple[int, int]]:
    """The numbers of the row groups, from 0, and of their first rows, from 1."""
    row = 1
    for number in range(file.num_row_groups):
        yield number, row
        row += file.metadata.row_group(number).num_rows


def _group(file: Any, number: int, columns: list[str] | None = None) -> Any:
    """A row group as a table: the whole, or some of its columns."""
    with _readable():
        table = file.read_row_group(number, columns=columns, use_threads=False)
    told = file.metadata.row_group(number).num_rows
    if len(table) != told:
        raise InputError(f"damaged: row group {number + 1} holds {len(table)} rows, and the end of the file tells of {told}")
    return table


def _index(schema: Any, field: str) -> int:
    """Where the column of the texts stands. Raises InputError if it does not, or holds something else."""
    import pyarrow.types as types

    found = schema.get_all_field_indices(field)
    if len(found) > 1:
        raise InputError(f"has {len(found)} columns '{field}', so there is no telling which is meant")
    if not found:
        head = field.partition(".")[0]
        if head != field and head in schema.names:
            raise InputError(f"'{field}' lies inside the column '{head}'; only a column of strings at the top is cleaned")
        names = ", ".join(schema.names[:_NAMED]) + (" …" if len(schema.names) > _NAMED else "")
        raise InputError(f"has no column '{field}'; --field names another, of: {names or 'none'}")
    kind = schema.field(found[0]).type
    held = kind.value_type if types.is_dictionary(kind) else kind  # pandas writes its categories so
    if not (types.is_string(held) or types.is_large_string(held) or types.is_string_view(held)):
        raise InputError(f"column '{field}' is of type {kind}, not string")
    return int(found[0])


def _records(lines: Iterable[bytes], first: int) -> Iterator[Record]:
    for number, raw in enumerate(lines, first):
        if raw == _NULL:
            yield Blank(raw)
            continue
        text = json.loads(raw)
        if bad := _SURROGATE.search(text):
            before = len(text[: bad.start()].encode())
            yield Reject(number, f"byte {before} (0x{ord(bad[0]) & 0xFF:02x}) of the text is not utf-8", raw)
        else:
            yield RowRecord(text, raw, number)


def _lines(column: Any) -> Iterator[bytes]:
    """The texts of a column as they travel. Bytes that are not UTF-8 become lone surrogates, which JSON can escape."""
    import pyarrow

    for chunk in column.chunks:
        for start in range(0, len(chunk), _ROWS):
            for value in chunk.slice(start, _ROWS).cast(pyarrow.large_binary()).to_pylist():
                yield _NULL if value is None else json_line(value.decode("utf-8", "surrogateescape"))


def _column(rows: Sequence[bytes], kind: Any) -> Any:
    """What `_lines` made, back in a column of type `kind`."""
    import pyarrow

    chunks: list[Any] = []
    left = iter(rows)
    while some := list(islice(left, _ROWS)):
        values = [None if row == _NULL else json.loads(row).encode("utf-8", "surrogateescape") for row in some]
        made = pyarrow.array(values, pyarrow.binary())
        # Of more than two gigabytes it makes several chunks. Without `safe`, bytes that were not UTF-8 stay what they were.
        parts = made.chunks if isinstance(made, pyarrow.ChunkedArray) else [made]
        chunks += [part.cast(kind, safe=False) for part in parts]
    return pyarrow.chunked_array(chunks, kind)


def _options(file: Any) -> dict[str, Any]:
    """How to write so that the file is laid out as it was."""
    about = file.metadata
    physical = [(about.schema.column(i).physical_type, about.schema.column(i).logical_type.type) for i in range(about.num_columns)]
    options = {
        # Not the version that the file tells: 1.0 would round times, and many who write 1.0 use all that came later.
        "version": "2.6",
        "store_schema": b"ARROW:schema" in (about.metadata or {}),
        # This keeps the names inside of lists as they are read.
        "use_compliant_nested_type": False,
        "use_deprecated_int96_timestamps": any(kind == "INT96" for kind, _ in physical),
        "store_decimal_as_integer": any(kind in ("INT32", "INT64") and logical == "DECIMAL" for kind, logical in physical),
    }
    if not about.num_row_groups:
        return options
    columns = [about.row_group(0).column(i) for i in range(about.num_columns)]
    return options | {
        "compression": {c.path_in_schema: "none" if c.compression == "UNCOMPRESSED" else c.compression.lower() for c in columns},
        "use_dictionary": [c.path_in_schema for c in columns if c.has_dictionary_page],
        "write_statistics": [c.path_in_schema for c in columns if c.is_stats_set],
        "write_page_index": any(c.has_offset_index for c in columns),
    }
