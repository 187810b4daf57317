"""Lines: one document a line. Ends of lines are the file's, and as many come out as went in; knows no cleaner and no markup."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from unicodedata import category, east_asian_width

from textclean.core.errors import ConfigError, InputError
from textclean.formats.encoding import BOM, Encoding, encode, is_wide
from textclean.formats.record import ByLine, Document, Place

_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class LineRecord(Document):
    """One line.

    end      what ends it
    mark     the byte order mark that is put back before it, or nothing
    codec    the codec to write in
    """

    end: bytes = b"\n"
    mark: str = ""
    codec: str = "utf-8"

    def place(self, at: int) -> Place:
        return Place(self.number or 0, at + 1)

    def encoded(self, text: str) -> bytes:
        if self.faithful and text == self.text:
            return self.raw
        text = in_one_line(text)
        if self.end == b"\n":
            # Before a bare \n it would become half of the line's end.
            text = text.rstrip("\r")
        return encode(self.mark + text, self.codec) + self.end


def in_one_line(text: str) -> str:
    """`text` without line breaks: nothing stands for one beside a Chinese character or mark, a blank for one between words.

    >>> in_one_line("第一行。\\n\\n　　第二行 one\\ntwo\\n")
    '第一行。第二行 one two'
    """
    if "\n" not in text:
        return text
    text = _BREAK.sub("\n", text).strip("\n")
    return re.sub("(.)\n(?=(.))", lambda pair: pair[1] + _between(pair[1], pair[2]), text, flags=re.DOTALL)


def _between(before: str, after: str) -> str:
    widths = east_asian_width(before), east_asian_width(after)
    wide = "W" in widths or "F" in widths
    # Of “ ” … — the width does not tell whether they are Chinese; two of them that meet are.
    marks = widths == ("A", "A") and category(before)[0] == category(after)[0] == "P"
    return "" if wide or marks else " "


@dataclass(frozen=True)
class Lines(ByLine):
    """The format of one document a line.

    A line that holds nothing, or only blanks of ASCII, is passed on. A cleaned text that holds a line break is written in one
    line, as `in_one_line` tells. Raises ConfigError for encodings in which a line does not end in the byte of `\\n`.

    >>> import io
    >>> [record] = Lines().read(io.BytesIO("好,\\r\\n".encode()))
    >>> record.text, record.encoded("好，").decode(), record.encoded("很\\n好").decode()
    ('好,', '好，\\r\\n', '很好\\r\\n')
    """

    encoding: Encoding = dataclasses.field(default_factory=Encoding)

    def __post_init__(self) -> None:
        for name in ("" if self.encoding.auto else self.encoding.name, self.encoding.output):
            # utf-16 has two bytes for it, EBCDIC another, and utf-8-sig would put a mark before each line.
            if name and "\n".encode(name) != b"\n":
                raise ConfigError(f"lines are not read or written in {name}; they should be in utf-8")

    def _record(self, raw: bytes, number: int) -> LineRecord:
        end = b"\r\n" if raw.endswith(b"\r\n") else raw[-1:] if raw.endswith(b"\n") else b""
        text, codec, faithful = self._decoded(raw.removesuffix(end))
        mark = BOM if number == 1 and text.startswith(BOM) else ""
        output = self.encoding.output or ("utf-8" if self.encoding.errors == "line" else codec)
        same = output == codec
        text = text[len(mark) :]
        return LineRecord(text, raw, number, faithful and same, end=end, mark=mark if same else "", codec=output)

    def _decoded(self, line: bytes) -> tuple[str, str, bool]:
        """The text, the codec that undoes it, and whether it does."""
        # Seven bits are too few to tell an encoding by, and nothing depends on it.
        if self.encoding.auto and line.isascii():
            return line.decode(), "utf-8", True
        text, codec, faithful = self.encoding.decode(line)[:3]
        if is_wide(codec) or "\n" in text:
            raise InputError(f"it reads as {codec}, in which a line does not end here; turn the file into utf-8")
        return text, codec, faithful
