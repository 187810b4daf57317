"""Plain text: one file, one document. Byte order mark and line ends are the file's, so no cleaner sees them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from textclean.core.errors import InputError
from textclean.formats.encoding import BOM, Encoding, binary_kind, encode
from textclean.formats.record import Block, Document, Place, Record

_HEAD = 8192
"""Bytes in which a NUL gives a binary file away."""


@dataclass(frozen=True)
class TextFile(Document):
    """A file as one document.

    codec    the codec to write in
    mark     the byte order mark that is put back, or nothing
    crlf     True if every line of the file ends in CRLF; a file that mixes line ends is shown to the cleaners as it is
    """

    codec: str = "utf-8"
    mark: str = ""
    crlf: bool = False

    def place(self, at: int) -> Place:
        before = bisect_left(self._breaks, at)
        return Place(before + 1, at - (self._breaks[before - 1] if before else -1))

    @cached_property
    def _breaks(self) -> list[int]:
        return [at for at, character in enumerate(self.text) if character == "\n"]

    def encoded(self, text: str) -> bytes:
        if self.faithful and text == self.text:
            return self.raw
        return encode(self.mark + (text.replace("\n", "\r\n") if self.crlf else text), self.codec)


@dataclass(frozen=True)
class PlainText:
    """The format of plain text.

    >>> import io
    >>> [file] = PlainText(Encoding()).read(io.BytesIO("甲\\r\\n乙\\r\\n".encode()))
    >>> file.text, file.place(2), file.encoded("丙\\n").decode()
    ('甲\\n乙\\n', Place(line=2, column=1), '丙\\r\\n')
    """

    encoding: Encoding

    def blocks(self, stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Block]:
        """The file as one block."""
        yield Block(stream.read(), whole=True)

    def read(self, stream: BinaryIO, first: int = 1, offset: int = 0) -> Iterator[Record]:
        """One document. Raises InputError for a binary file, for invalid bytes, with the place of the byte, and if `auto` cannot tell."""
        raw = stream.read()
        self._refuse_binary(raw)
        text, codec, faithful, note = self.encoding.decode(raw)
        mark = BOM if text.startswith(BOM) else ""
        text = text[len(mark) :]
        crlf = "\r" in text and text.count("\r") == text.count("\n") == text.count("\r\n")
        output = self.encoding.output
        if output and output != codec:
            # Codecs that want a byte order mark write it themselves.
            mark, codec, faithful = "", output, False
        yield TextFile(text.replace("\r\n", "\n") if crlf else text, raw, None, faithful, note, codec, mark, crlf)

    def _refuse_binary(self, raw: bytes) -> None:
        at = raw.find(b"\0", 0, _HEAD)
        # Whoever asked to be told gets the detector's own words.
        if at >= 0 and not self.encoding.wide and not self.encoding.auto:
            hint = "it begins as UTF-16 does: try --encoding utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else binary_kind(raw)
            raise InputError(f"a binary file: byte {at} is NUL; {hint}")
