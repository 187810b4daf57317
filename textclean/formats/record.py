"""What a format yields: documents with their way back to bytes, blank stretches, and records that cannot be read."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Protocol

from textclean.core.errors import InputError


class Place(NamedTuple):
    """Where something stands in a file, counted from 1.

    In a text these are line and column (in code points); in JSONL, the line of the record and the code point of its text.
    """

    line: int
    column: int


@dataclass(frozen=True)
class Document(ABC):
    """One text of an input.

    text      what a cleaner is shown: without byte order mark, and with `\\n` for the line ends of a file in CRLF
    raw       the bytes it was read from: a whole file, or a line with its end
    number    the line of a record, from 1; None where the file is the document
    faithful  False if bytes that could not be decoded were replaced, or lines were in several encodings, so that even an unchanged
              text is written anew
    note      what a user should be told about the reading, or nothing: how many lines were in which encoding
    """

    text: str
    raw: bytes
    number: int | None = None
    faithful: bool = True
    note: str = ""

    @abstractmethod
    def place(self, at: int) -> Place:
        """Where code point `at` (from 0) of `text` stands in the file."""

    @abstractmethod
    def encoded(self, text: str) -> bytes:
        """The bytes of the document with `text` in place of its own; `raw` itself if `text` is what it was.

        Raises InputError if the encoding cannot hold `text`.
        """


class Blank(NamedTuple):
    """A line without a record: passed on as it is."""

    raw: bytes


class Reject(NamedTuple):
    """A record that cannot be read or cleaned. `cause` is the exception, where a cleaner raised one."""

    number: int | None
    reason: str
    raw: bytes
    cause: Exception | None = None


Record = Document | Blank | Reject


class Block(NamedTuple):
    """A part of an input that can be read on its own: its bytes, the number of its first record, and its byte offset.

    `whole` is true for an input that is one document; else each line is a record.
    """

    raw: bytes
    first: int = 1
    offset: int = 0
    whole: bool = False


BLOCK = 1 << 18
"""Bytes of lines that make a block; a longer line is a block of its own."""


def lines_in_blocks(stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Block]:
    """The lines of `stream` in blocks of whole lines, each of about a quarter of a megabyte, or of one longer line.

    >>> import io
    >>> [block.first for block in lines_in_blocks(io.BytesIO(b"{}\\n" * 100_000))]
    [1, 87383]
    """
    # What arrives through a pipe is passed on as it arrives; a file is cut at the same places in every run.
    chunks = _arriving(stream) if not _is_seekable(stream) else iter(lambda: stream.readlines(BLOCK), [])
    for lines in chunks:
        raw = b"".join(lines)
        yield Block(raw, first, offset)
        first += len(lines)
        offset += len(raw)


def _is_seekable(stream: BinaryIO) -> bool:
    try:
        return stream.seekable()
    except (AttributeError, ValueError):
        return False


def _arriving(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Whole lines as they arrive, as many as there are."""
    read = getattr(stream, "read1", stream.read)
    begun: list[bytes] = []
    while data := read(BLOCK):
        end = data.rfind(b"\n") + 1
        if end:
            yield io.BytesIO(b"".join([*begun, data[:end]])).readlines()
            begun = []
        if data[end:]:
            begun.append(data[end:])
    if begun:
        yield [b"".join(begun)]


class ByLine(ABC):
    """What formats share in which each line is a record."""

    def blocks(self, stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Block]:
        """Whole lines, about a quarter of a megabyte in all. `stream` stands at `offset`, where line `first` begins."""
        return lines_in_blocks(stream, first, offset)

    def read(self, stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Record]:
        """The records, one line at a time. Blank lines pass; lines that cannot be read are yielded as Reject, with the reason.

        `first` and `offset` are the number and the byte offset of the first line, where `stream` is a later part of a file.
        """
        for number, raw in enumerate(stream, first):
            if raw.isspace():
                yield Blank(raw)
            else:
                try:
                    yield self._record(raw, number)
                except InputError as error:
                    yield Reject(number, f"{error} (the line begins at byte {offset} of the file)", raw)
                except ValueError as error:  # what the format has to say of the line itself
                    yield Reject(number, str(error), raw)
            offset += len(raw)

    @abstractmethod
    def _record(self, raw: bytes, number: int) -> Document:
        """The record that a line is. Raises InputError for bytes that cannot be decoded, ValueError for what is no record."""


class Format(Protocol):
    """A way to read records from bytes."""

    def blocks(self, stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Block]:
        """The input in parts, in order, each of which `read` can read on its own; from a block's beginning, if told which."""
        ...

    def read(self, stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Record]:
        """The records of `stream`, in order. Raises InputError, without the file's name, if the whole cannot be read.

        `first` and `offset` are the number of the first record and its byte offset, where `stream` is a later block.
        """
        ...
