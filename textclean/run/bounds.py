"""Input that is given up when it grows beyond what may be held in memory, however small its file. Knows lines; knows no format."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from textclean.core.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 16
_SET_ASIDE = 1 << 26
"""Bytes up to which a line that is too long to be cleaned is held all the same, because it must be set aside whole."""


def bounded(stream: BinaryIO, limit: int, *, by_line: bool) -> BinaryIO:
    """`stream`, but that InputError is raised as soon as more was read than may be: in all, or, `by_line`, of one line.

    A line beyond `limit` can still be set aside, so that only one of more than 64 MiB, too, is given up, and its input with it.

    >>> bounded(io.BytesIO(b"1234"), 4, by_line=False).read()
    b'1234'
    >>> bounded(io.BytesIO(b"12345"), 4, by_line=False).read()
    Traceback (most recent call last):
    textclean.core.errors.InputError: is longer than the 4 bytes that --max-bytes allows
    """
    return io.BufferedReader(_Bounded(stream, max(limit, _SET_ASIDE) if by_line else limit, by_line), _CHUNK)


class _Bounded(io.RawIOBase):
    """What is read, with a count of how much it was."""

    def __init__(self, stream: BinaryIO, limit: int, by_line: bool) -> None:
        self._stream = stream
        self._limit = limit
        self._by_line = by_line
        self._count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        # Files are read in blocks of one size, and what arrives as it arrives, with a bound as without.
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        read = getattr(self._stream, "read1", self._stream.read)
        data = read(len(view))
        self._count += len(data)
        if self._count > self._limit and not self._by_line:
            raise InputError(f"is longer than the {self._limit:,} bytes that --max-bytes allows")
        if self._by_line:
            self._look_at_lines(data)
        view[: len(data)] = data
        return len(data)

    def _look_at_lines(self, data: bytes) -> None:
        if (end := data.rfind(b"\n")) >= 0:
            self._count = len(data) - end - 1
        elif self._count > self._limit:
            raise InputError(f"a line is longer than {self._limit:,} bytes, too long even to be set aside")
