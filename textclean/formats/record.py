"""What a format yields: documents with their way back to bytes, blank stretches, and records that cannot be read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Protocol


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
    faithful  False if bytes that could not be decoded were replaced, so that even an unchanged text is written anew
    """

    text: str
    raw: bytes
    number: int | None = None
    faithful: bool = True

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


class Format(Protocol):
    """A way to read records from bytes."""

    def read(self, stream: BinaryIO) -> Iterator[Record]:
        """The records of `stream`, in order. Raises InputError, without the file's name, if the whole cannot be read."""
        ...
