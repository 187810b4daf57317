"""JSON Lines: one record a line, one of its fields the text. Everything else in the line is passed on byte for byte."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from typing import Any

from textclean.core.errors import ConfigError, InputError
from textclean.formats.encoding import BOM, Decoded, Encoding, encode, is_wide
from textclean.formats.record import ByLine, Document, Place
from textclean.formats.scan import NotJson, find_value, kind_of

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNSAFE = re.compile(r"[\x7f-\x9f\ud800-\udfff]")


def quoted(text: str) -> str:
    """`text` as a JSON string, escaping only what must be: quotes, backslashes, C0 controls and lone surrogates.

    >>> print(quoted("“好”\\n\\ud800"))
    "“好”\\n\\ud800"
    """
    return _SURROGATE.sub(_escape, json.dumps(text, ensure_ascii=False))


def json_line(value: Any) -> bytes:
    """`value` as a line of JSON in UTF-8, readable, with its end. Lone surrogates and what commands a terminal are escaped."""
    return _UNSAFE.sub(_escape, json.dumps(value, ensure_ascii=False)).encode() + b"\n"


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


@dataclass(frozen=True)
class JsonRecord(Document):
    """One record. `line` is its decoded line, `start` and `end` the span of the raw value; `codec` the one to write in."""

    line: str = ""
    start: int = 0
    end: int = 0
    codec: str = "utf-8"

    def place(self, at: int) -> Place:
        return Place(self.number or 0, at + 1)

    def encoded(self, text: str) -> bytes:
        if text == self.text:
            return self.raw if self.faithful else encode(self.line, self.codec)
        old = self.line[self.start : self.end]
        head, tail = self.line[: self.start], self.line[self.end :]
        # Who wrote the value in ASCII escapes gets it back in them.
        in_ascii = old.isascii() and not self.text.isascii()
        try:
            return (head + (json.dumps(text) if in_ascii else quoted(text)) + tail).encode(self.codec)
        except UnicodeEncodeError:
            return encode(head + json.dumps(text) + tail, self.codec)


@dataclass(frozen=True)
class JsonLines(ByLine):
    """The format of JSON Lines; `field` is the key of the text, at the top of each record.

    With the encoding `auto` each line tells its own: JSON is UTF-8 by its standard (RFC 8259), so a line that is valid UTF-8 is; any
    other is asked by itself, whatever stands around it, so that a record is read the same in every part of a file. With `--encoding-errors line`
    every record is written in UTF-8, or in what `output` names: which lines are to come nobody knows.

    Raises ConfigError for UTF-16 and UTF-32, whose lines do not end in a single byte.

    >>> import io
    >>> [record] = JsonLines().read(io.BytesIO('{"id": 1.10, "text": "好"}'.encode()))
    >>> record.text, record.encoded("很好").decode()
    ('好', '{"id": 1.10, "text": "很好"}')
    """

    field: str = "text"
    encoding: Encoding = dataclasses.field(default_factory=Encoding)

    def __post_init__(self) -> None:
        if self.encoding.wide or is_wide(self.encoding.output):
            raise ConfigError(f"JSONL is not read or written in {self.encoding.name}; it should be utf-8")

    def _decoded(self, raw: bytes) -> Decoded:
        encoding = self.encoding
        # What escapes and UTF-16 are in a text, JSON has its own for: a line of seven bits is plain.
        decoded = Decoded(raw.decode(), "utf-8") if encoding.auto and raw.isascii() else encoding.decode(raw)
        if is_wide(decoded.codec):
            raise InputError(f"it reads as {decoded.codec}, in which JSONL is not read; turn the file into utf-8")
        if decoded.faithful and decoded.codec != "utf-8" and decoded.text.encode(decoded.codec) != raw:
            raise InputError(f"reading the line in {decoded.codec} and writing it again would change bytes beside the text")
        return decoded

    def _record(self, raw: bytes, number: int) -> JsonRecord:
        line, codec, faithful, note = self._decoded(raw)
        mark = len(BOM) if number == 1 and line.startswith(BOM) else 0
        span = find_value(line, self.field, mark)
        if span is None:
            raise NotJson(f"has no field '{self.field}'; --field names another")
        value = line[slice(*span)]
        if not value.startswith('"'):
            raise NotJson(f"field '{self.field}' is {kind_of(value)}, not a string")
        output = self.encoding.output or ("utf-8" if self.encoding.errors == "line" else codec)
        return JsonRecord(json.loads(value), raw, number, faithful and output == codec, note, line, *span, output)
