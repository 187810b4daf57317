"""Bytes to text and back, without loss where there is nothing to lose. Knows codecs; knows no file format."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from textclean.core.errors import ConfigError, InputError, unknown

ERRORS = ("strict", "replace")
BOM = "\ufeff"

_UTF16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# The mark of UTF-32 in little-endian order begins with that of UTF-16, so each family has a table of its own.
_UTF32 = ((b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"))
_WITH_MARK = {"utf-16": _UTF16, "utf-32": _UTF32}


@dataclass(frozen=True)
class Encoding:
    """How bytes are read and written: a Python codec's name, what to do with invalid bytes, and the codec to write in.

    `output` is left empty to write what was read. Raises ConfigError for names that are no text encoding.

    >>> Encoding("gb18030").decode("汉字".encode("gb18030"))
    ('汉字', 'gb18030', True)
    """

    name: str = "utf-8"
    errors: str = "strict"
    output: str = ""

    def __post_init__(self) -> None:
        # The mark that utf-8-sig drops is kept here anyway, whether there is one or not.
        object.__setattr__(self, "name", _codec(self.name).removesuffix("-sig"))
        object.__setattr__(self, "output", self.output and _codec(self.output))
        if self.errors not in ERRORS:
            raise unknown("way with invalid bytes", self.errors, ERRORS)

    @property
    def wide(self) -> bool:
        """True for encodings in which a NUL byte is nothing special."""
        return self.name.startswith(("utf-16", "utf-32"))

    def decode(self, data: bytes) -> tuple[str, str, bool]:
        """(text, the codec that undoes it, whether every byte was valid). A byte order mark stays, as U+FEFF.

        Raises InputError that names the first invalid byte, counted from 0.
        """
        codec = _by_mark(self.name, data)
        try:
            return data.decode(codec), codec, True
        except UnicodeDecodeError as error:
            if self.errors == "replace":
                return data.decode(codec, "replace"), codec, False
            raise InputError(
                f"byte {error.start} (0x{data[error.start]:02x}) is not {self.name}{_advice(self.name, data)}"
            ) from error
        except UnicodeError as error:
            raise InputError(f"not {self.name}: {error}") from error


def encode(text: str, codec: str) -> bytes:
    """`text` in `codec`. Raises InputError that names the first character which it cannot hold."""
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        at = error.start
        raise InputError(
            f"the cleaned text holds {text[at]!r} (U+{ord(text[at]):04X}), which {codec} cannot; add --output-encoding utf-8"
        ) from error


def _codec(name: str) -> str:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        from encodings.aliases import aliases

        raise unknown("encoding", name, {*aliases.values(), "utf-8", "utf-16"}) from None
    if not getattr(info, "_is_text_encoding", True):
        raise ConfigError(f"'{name}' is no text encoding; for Chinese: utf-8, gb18030, big5, big5hkscs, utf-16")
    return info.name


def _by_mark(codec: str, data: bytes) -> str:
    """The codec with its byte order fixed, so that text is written in the order it was read in."""
    table = _WITH_MARK.get(codec)
    if table is None:
        return codec
    return next((ordered for mark, ordered in table if data.startswith(mark)), f"{codec}-le")


def _advice(name: str, data: bytes) -> str:
    if any(data.startswith(mark) for mark, _ in _UTF16):
        return "; it begins as UTF-16 does: try --encoding utf-16"
    if name == "utf-8":
        return "; if it is GBK add --encoding gb18030, if Big5 --encoding big5, to go on all the same --encoding-errors replace"
    return "; --encoding names another encoding, --encoding-errors replace goes on all the same"
