"""Compressed bytes to plain ones and back, as streams: gzip, Zstandard, xz. Knows the ends of names; knows no format and no folder.

What is cut short or damaged is always an error and never an early end, whichever byte it is. Members, frames or streams that follow
each other are read as one. What is written depends on nothing but the bytes: no time, no name, no machine.
"""

from __future__ import annotations

import io
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from textclean.core.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 16
_WINDOW = 1 << 28
"""Bytes of memory that a file may ask its reader for: four times what `xz -9` does, twice what zstd grants without being asked."""


class _Decompressor(Protocol):
    """One member, frame or stream. What lzma and zstd have, and what `_Gunzip` gives zlib."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class _Kind(NamedTuple):
    """One way of compressing.

    magics     how its data may begin
    padding    NUL bytes may follow in multiples of this number; 0 if none may
    reading    gives a maker of decompressors, and what they raise; imports the library
    writing    gives a compressor
    """

    name: str
    magics: tuple[bytes, ...]
    padding: int
    reading: Callable[[], tuple[Callable[[], _Decompressor], type[Exception]]]
    writing: Callable[[], _Compressor]


def stem(name: str) -> tuple[str, str]:
    """`name` without the ending that tells how it is compressed, and that ending; empty if there is none.

    >>> stem("corpus/a.jsonl.gz"), stem("A.TXT.ZST"), stem("a.txt")
    (('corpus/a.jsonl', 'gz'), ('A.TXT', 'zst'), ('a.txt', ''))
    """
    head, dot, ending = name.rpartition(".")
    if dot and ending.lower() in _KINDS and head and not head.endswith(("/", os.sep)):
        return head, ending.lower()
    return name, ""


def opened_for_reading(source: Path | BinaryIO, name: str) -> BinaryIO:
    """The plain bytes of a file or stream that is compressed as the end of `name` tells; a stream that is not, itself.

    Memory stays flat, however much comes out. A file is closed with what is returned, a compressed stream stays open. Reading
    raises InputError, without the name, for data that is cut short, damaged, or followed by something else.

    >>> import io
    >>> file = io.BytesIO()
    >>> with writer(file, "a.txt.gz") as out: out.write("好".encode())
    >>> opened_for_reading(io.BytesIO(file.getvalue()), "a.txt.gz").read().decode()
    '好'
    >>> opened_for_reading(io.BytesIO(file.getvalue()[:-1]), "a.txt.gz").read()
    Traceback (most recent call last):
    textclean.core.errors.InputError: cut short: its gzip data does not end, after 22 compressed bytes
    """
    kind = _KINDS.get(stem(name)[1])
    if isinstance(source, Path):
        stream: BinaryIO = source.open("rb")
        return io.BufferedReader(_Expanded(stream, kind, owned=True), _CHUNK) if kind else stream
    return io.BufferedReader(_Expanded(source, kind), _CHUNK) if kind else source


def writer(stream: Sink, name: str) -> Compressed:
    """A writer that compresses into `stream` as the end of `name` tells. Equal data gives equal bytes.

    Raises ValueError for a name that tells nothing.
    """
    kind = _KINDS.get(stem(name)[1])
    if kind is None:
        raise ValueError(f"{name}: the name tells no compression; its end is none of {', '.join(_KINDS)}")
    return Compressed(stream, kind.writing())


class Sink(Protocol):
    """What is written to: a file, or anything else that takes bytes."""

    def write(self, data: bytes, /) -> object: ...


class Compressed:
    """Bytes on their way into a compressed file. The file is whole after `close`, or after a `with` block without an error.

    Unlike the classes of the standard library it does not end the file by itself when it is given up: half a result must not
    look whole. The stream below stays open.
    """

    def __init__(self, stream: Sink, compressor: _Compressor) -> None:
        self._stream = stream
        self._compressor: _Compressor | None = compressor

    def write(self, data: bytes) -> None:
        if self._compressor is None:
            raise ValueError("the compressed file was ended before")
        # A compressor gathers, and says nothing for most small pieces.
        if ready := self._compressor.compress(data):
            self._stream.write(ready)

    def close(self) -> None:
        """Write the end. A second call does nothing."""
        if self._compressor is not None:
            self._stream.write(self._compressor.flush())
            self._compressor = None

    def __enter__(self) -> Compressed:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()


class _Expanded(io.RawIOBase):
    """The plain bytes, as many at a time as are asked for."""

    def __init__(self, stream: BinaryIO, kind: _Kind, *, owned: bool = False) -> None:
        self._stream = stream
        self._owned = owned
        self._kind = kind
        self._new, self._fault = kind.reading()
        self._member = self._new()
        self._head = b""
        self._taken = 0
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        # A member may be empty, and much input may give nothing, so this goes on until something comes out.
        while not self._member.eof or self._next_member():
            if plain := self._decompressed(len(view)):
                view[: len(plain)] = plain
                return len(plain)
        return 0

    def close(self) -> None:
        if self._owned:
            self._stream.close()
        super().close()

    def _decompressed(self, length: int) -> bytes:
        data = self._input() if self._member.needs_input else b""
        if self._member.needs_input and not data:
            raise InputError(self._cut())
        try:
            plain = self._member.decompress(data, length)
        except (self._fault, EOFError) as error:
            raise InputError(self._damage(error)) from error
        if self._member.eof:
            self._waiting = self._member.unused_data
        return plain

    def _next_member(self) -> bool:
        """Begin with what follows a member that ended. False if nothing does."""
        padding = 0
        while data := self._input():
            rest = data.lstrip(b"\0") if self._kind.padding else data
            padding += len(data) - len(rest)
            if rest:
                self._waiting = rest
                break
        if self._kind.padding and padding % self._kind.padding:
            raise InputError(f"damaged: {padding} NUL bytes follow the {self._kind.name} data, which is not the end of a file")
        if data:
            self._member = self._new()
        return bool(data)

    def _input(self) -> bytes:
        """The next compressed bytes: those that the last member left, or a chunk of the file."""
        if data := self._waiting:
            self._waiting = b""
            return data
        data = self._stream.read(_CHUNK)
        self._head = self._head or data[:6]
        self._taken += len(data)
        return data

    def _cut(self) -> str:
        name = self._kind.name
        if not self._taken:
            return f"cut short: the file is empty, which no {name} file is"
        return self._stranger() or f"cut short: its {name} data does not end, after {self._taken} compressed bytes"

    def _damage(self, error: Exception) -> str:
        # How far the library had come inside its input it does not tell.
        damage = f"damaged {self._kind.name} data, or something else behind it, by compressed byte {self._taken}: {error}"
        return self._stranger() or damage

    def _stranger(self) -> str:
        """What to say of a file that does not even begin as its name says."""
        if any(self._head.startswith(magic[: len(self._head)]) for magic in self._kind.magics):
            return ""
        return f"not {self._kind.name} data, whatever its name says: it begins with {self._head.hex(' ')}"


class _Gunzip:
    """zlib for one gzip member, in the manner of the other two: what was not taken yet is kept here."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)  # 16: with gzip's head, checksum and length
        self._filled = False

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        return not self._filled and not self._inflate.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        plain = self._inflate.decompress(data or self._inflate.unconsumed_tail, max_length)
        # All input may be taken while zlib still holds output that had no room.
        self._filled = len(plain) == max_length
        return plain


class _Gzip:
    """One gzip member. zlib would write a head of its own that names the operating system."""

    _HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # deflate; no flags, no time, no level, system unknown

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._head = self._HEAD
        self._checksum = 0
        self._length = 0

    def compress(self, data: bytes, /) -> bytes:
        self._checksum = zlib.crc32(data, self._checksum)
        self._length += len(data)
        head, self._head = self._head, b""
        return head + self._deflate.compress(data)

    def flush(self) -> bytes:
        length = self._length & 0xFFFFFFFF
        return self._head + self._deflate.flush() + self._checksum.to_bytes(4, "little") + length.to_bytes(4, "little")


def _reading_gzip() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    return _Gunzip, zlib.error


def _reading_xz() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    import lzma  # not in every build of Python, and needed by few

    return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _WINDOW), lzma.LZMAError


def _writing_xz() -> _Compressor:
    import lzma

    return lzma.LZMACompressor(lzma.FORMAT_XZ, lzma.CHECK_CRC64, 6)


def _reading_zstd() -> tuple[Callable[[], _Decompressor], type[Exception]]:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    return zstd.ZstdDecompressor, zstd.ZstdError


def _writing_zstd() -> _Compressor:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    # The library leaves the checksum out unless it is asked for, and then a flipped bit may pass.
    return zstd.ZstdCompressor(options={zstd.CompressionParameter.checksum_flag: 1})


# Frames that a reader of zstd skips come first in files of some parallel compressors.
_SKIPPED = tuple(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60))

_KINDS = {
    "gz": _Kind("gzip", (b"\x1f\x8b",), 1, _reading_gzip, _Gzip),
    "zst": _Kind("zstd", (b"\x28\xb5\x2f\xfd", *_SKIPPED), 0, _reading_zstd, _writing_zstd),
    "xz": _Kind("xz", (b"\xfd7zXZ\0",), 4, _reading_xz, _writing_xz),
}
