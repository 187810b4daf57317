"""Bytes to text and back, without loss where there is nothing to lose. Knows codecs; knows no file format."""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textclean.core.errors import ConfigError, InputError, unknown

if TYPE_CHECKING:
    from textclean.formats.detect import Detected

AUTO = "auto"
ERRORS = ("strict", "replace", "line")
BOM = "\ufeff"

_UTF16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# The mark of UTF-32 in little-endian order begins with that of UTF-16, so each family has a table of its own.
_UTF32 = ((b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"))
_WITH_MARK = {"utf-16": _UTF16, "utf-32": _UTF32}
_WIDE = ("utf-16", "utf-32")
_REPLACED = "with U+FFFD"


class Decoded(NamedTuple):
    """Bytes as text.

    text      what they say; a byte order mark stays, as U+FEFF
    codec     the codec that undoes it
    faithful  whether encoding `text` in `codec` gives the bytes again: nothing was replaced, and they are in one encoding
    note      what a user should be told, or nothing: how many lines were read in which encoding
    """

    text: str
    codec: str
    faithful: bool = True
    note: str = ""


@dataclass(frozen=True)
class Encoding:
    """How bytes are read and written: a Python codec's name, what to do with invalid bytes, and the codec to write in.

    `name` may be `auto`: the bytes tell. `errors` is `strict`, `replace` (U+FFFD for each), or `line`: what is not in one encoding
    throughout is read line by line. `output` is left empty to write what was read. Raises ConfigError for names that are no text
    encoding, and for `line` with UTF-16 and UTF-32, whose lines do not end in a single byte.

    >>> Encoding("gb18030").decode("汉字".encode("gb18030"))
    Decoded(text='汉字', codec='gb18030', faithful=True, note='')
    >>> Encoding(errors="line").decode("你好，世界\\n".encode() + "今天天气很好\\n".encode("gbk"))
    Decoded(text='你好，世界\\n今天天气很好\\n', codec='utf-8', faithful=False, note='1 line in gb18030, 1 line in utf-8')
    """

    name: str = "utf-8"
    errors: str = "strict"
    output: str = ""

    def __post_init__(self) -> None:
        # The mark that utf-8-sig drops is kept here anyway, whether there is one or not.
        object.__setattr__(self, "name", AUTO if self.name == AUTO else _codec(self.name).removesuffix("-sig"))
        object.__setattr__(self, "output", self.output and _codec(self.output))
        if self.errors not in ERRORS:
            raise unknown("way with invalid bytes", self.errors, ERRORS)
        if self.errors == "line" and self.wide:
            raise ConfigError(f"--encoding-errors line is for encodings whose lines end in one byte, not for {self.name}")

    @property
    def wide(self) -> bool:
        """True for encodings in which a NUL byte is nothing special; with `auto` nobody knows yet, so False."""
        return is_wide(self.name)

    @property
    def auto(self) -> bool:
        """True if the bytes are to tell their encoding."""
        return self.name == AUTO

    def decode(self, data: bytes) -> Decoded:
        """The bytes as text.

        Raises InputError that names the first invalid byte, counted from 0; with `auto`, also if the encoding is not recognised.
        """
        if not self.auto:
            return self._by_line(data) if self.errors == "line" else self._in(self.name, data)
        told = _detected(data)
        if told.encoding and (self.errors != "line" or is_wide(told.encoding) or _is(told.encoding, data)):
            return self._in(told.encoding, data)
        # What is no text at all does not become so in lines.
        if self.errors == "line" and not told.reason.startswith("no text"):
            return self._by_line(data)
        raise InputError(f"--encoding auto: {told.reason}; {_way_out(told.reason)}")

    def _in(self, codec: str, data: bytes) -> Decoded:
        ordered = _by_mark(codec, data)
        try:
            return Decoded(data.decode(ordered), ordered)
        except UnicodeDecodeError as error:
            if self.errors == "replace":
                return Decoded(data.decode(ordered, "replace"), ordered, False)
            advice = _advice(codec, data, auto=self.auto)
            raise InputError(f"byte {error.start} (0x{data[error.start]:02x}) is not {codec}{advice}") from error
        except UnicodeError as error:
            raise InputError(f"not {codec}: {error}") from error

    def _by_line(self, data: bytes) -> Decoded:
        """Each line in the encoding that it is valid in; what is valid in none, with U+FFFD."""
        named = "utf-8" if self.auto else self.name
        if data.isascii() and _is(named, data):
            return Decoded(data.decode(named), named)
        lines = data.split(b"\n")
        habit = _shared(lines)
        read = [_line(line, named, habit) for line in lines]
        found = Counter(codec for (_, codec), line in zip(read, lines, strict=True) if not line.isascii())
        text = "\n".join(line for line, _ in read)
        if len(found) == 1 and _REPLACED not in found:
            return Decoded(text, next(iter(found)))
        note = ", ".join(f"{number} line{'s' * (number > 1)} {_where(codec)}" for codec, number in sorted(found.items()))
        return Decoded(text, "utf-8", False, note)


def encode(text: str, codec: str) -> bytes:
    """`text` in `codec`. Raises InputError that names the first character which it cannot hold."""
    try:
        return text.encode(codec)
    except UnicodeEncodeError as error:
        at = error.start
        raise InputError(
            f"the cleaned text holds {text[at]!r} (U+{ord(text[at]):04X}), which {codec} cannot; add --output-encoding utf-8"
        ) from error


def is_wide(codec: str) -> bool:
    """True for UTF-16 and UTF-32, in either order."""
    return codec.startswith(_WIDE)


def binary_kind(data: bytes) -> str:
    """What a file with NUL bytes is, or how it could be read, in words for a user."""
    told = _detected(data)
    if told.encoding:
        return _try(told.encoding)
    return told.reason.removeprefix("no text: ") if not told.reason.startswith("no text: byte") else "only text is cleaned"


def _codec(name: str) -> str:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        from encodings.aliases import aliases

        raise unknown("encoding", name, {*aliases.values(), "utf-8", "utf-16", AUTO}) from None
    if not getattr(info, "_is_text_encoding", True):
        raise ConfigError(f"'{name}' is no text encoding; for Chinese: utf-8, gb18030, big5, big5hkscs, utf-16")
    return info.name


def _by_mark(codec: str, data: bytes) -> str:
    """The codec with its byte order fixed, so that text is written in the order it was read in."""
    table = _WITH_MARK.get(codec)
    if table is None:
        return codec
    return next((ordered for mark, ordered in table if data.startswith(mark)), f"{codec}-le")


def _is(codec: str, data: bytes) -> bool:
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True


def _detected(data: bytes) -> Detected:
    from textclean.formats.detect import detect  # it loads the counts, which most runs do not need

    return detect(data)


def _reads(data: bytes, codec: str) -> bool:
    from textclean.formats.detect import reads

    return reads(data, codec)


def _shared(lines: list[bytes]) -> str:
    """What the lines that are not UTF-8 are in, taken together; "" if that cannot be told."""
    return _detected(b"\n".join(line for line in lines if not _is("utf-8", line))).encoding or ""


def _line(line: bytes, named: str, habit: str) -> tuple[str, str]:
    """A line as text, and the codec it was in, or that something in it was replaced.

    UTF-8 goes before the encoding that was named: many a line of UTF-8 can be read as GBK, hardly one of GBK as UTF-8.
    """
    for codec in ("utf-8", named):
        if _is(codec, line):
            return line.decode(codec), codec
    if habit and _reads(line, habit):
        return line.decode(habit), habit
    told = _detected(line)
    # In a file of Chinese lines a line that is too short to tell is what it is likeliest to be.
    codec = told.encoding or (told.runner_up if told.reason.startswith("too little") else None) or habit or named
    if not is_wide(codec) and _is(codec, line):
        return line.decode(codec), codec
    return line.decode(named if is_wide(codec) else codec, "replace"), _REPLACED


def _where(codec: str) -> str:
    return codec if codec == _REPLACED else f"in {codec}"


def _try(codec: str) -> str:
    return f"it reads as {codec}: try --encoding {codec} or --encoding auto"


def _advice(name: str, data: bytes, *, auto: bool) -> str:
    """What to do about bytes that are not `name`: from what the bytes themselves tell, if they do."""
    if any(data.startswith(mark) for mark, _ in _UTF16):
        return "; it begins as UTF-16 does: try --encoding utf-16"
    told = _detected(data)
    if told.encoding and told.encoding != name:
        return f"; {_try(told.encoding)}"
    if told.encoding or auto:
        return f"; the rest reads as {name}: --encoding-errors line or replace goes on all the same"
    if told.reason.startswith(("no text", "no Chinese", "a mixture")):
        return f"; {told.reason}; {_way_out(told.reason)}"
    if name == "utf-8":
        return "; if it is GBK add --encoding gb18030, if Big5 --encoding big5, to go on all the same --encoding-errors replace"
    return "; --encoding names another encoding, --encoding-errors replace goes on all the same"


def _way_out(reason: str) -> str:
    if reason.startswith("a mixture"):
        return "--encoding-errors line reads each line by itself"
    if reason.startswith("no text"):
        return "only text is cleaned"
    return "if you know better, name it: --encoding gb18030, big5, utf-16 …"
