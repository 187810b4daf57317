"""In which encoding a file of a Chinese corpus is, or that it is none of them. Knows likelihoods; knows no format and no option.

The detector knows the encodings in which Chinese is written, and refuses everything else: a file in Russian, Korean or German is told
as such, never read as Chinese. What structure proves (marks, UTF-8, escapes) is believed; where only likelihood speaks, the best
reading must be ahead of the next by a margin.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from textclean.formats import likelihood
from textclean.formats.likelihood import Reading

HEAD = 65_536
"""Bytes that are weighed, from the first line on that is not UTF-8."""

_BINARY_HEAD = 8192
"""Bytes in which a NUL gives a binary file away."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_BINARY = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip file, or a document of Word, Excel or EPUB"),
    (b"\x1f\x8b", "compressed by gzip"),
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ\0", "compressed by xz"),
    (b"\x28\xb5\x2f\xfd", "compressed by Zstandard"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
    (b"Rar!\x1a\x07", "a RAR file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old document of Word, Excel or PowerPoint"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a database of SQLite"),
    (b"{\\rtf", "a document in RTF"),
)
# What begins an escape, and the encoding that it belongs to; None for what Python has no codec for.
_ESCAPES = (
    (
        re.compile(rb"\x1b\$\)[AGE]|\x1b\$\*H"),
        "ISO-2022-CN",
        "for which Python has no codec: iconv -f ISO-2022-CN turns it to UTF-8",
    ),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr", "Korean"),
    (re.compile(rb"\x1b\$(?:[@B]|\(D)"), "iso2022_jp", "Japanese"),
)
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+(?:~\}|[!-w]?\n|[!-w]?\Z)")
_HIGH = re.compile(rb"[\x80-\xff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LONG_UTF8 = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

_BYTEWISE = ("gb18030", "big5hkscs", "utf-8")
_WIDE = ("utf-16-le", "utf-16-be")

_MARGIN = 12.0
"""Bits by which the best reading must be ahead."""

_HALVING = 8.0
"""Bits that halve the doubt. By the book it is one, but the prices are estimates, and characters depend on each other."""

_ENOUGH = 3
"""Characters of three bytes from which on bytes that are valid UTF-8 are no accident."""

_ALPHABETIC = 6.0
"""Bits that a byte beyond ASCII costs in UTF-8 text of an alphabet."""


class Detected(NamedTuple):
    """What a file is written in.

    encoding    a codec's name, or None if the detector refuses
    confidence  from 0 to 1; 0 if it refuses, 1 where structure proves it
    runner_up   the next best reading: a codec's name, or None where nothing was weighed
    reason      why, in words for a user
    """

    encoding: str | None
    confidence: float
    runner_up: str | None
    reason: str


def detect(data: bytes, *, whole: bool = True) -> Detected:
    """The encoding of a file, of which `data` is all, or the beginning (`whole` is False: it may end inside a character).

    Raises nothing. The names are gb18030 (also for GBK and GB 2312), big5hkscs (also for Big5), utf-8, utf-16, utf-16-le and
    utf-16-be (without a mark), utf-32, hz. A byte order mark is part of the data, as ever.

    >>> detect("办公室的工作很重要。".encode("gbk")).encoding
    'gb18030'
    >>> detect("Всё будет хорошо, правда.".encode("koi8-r"))[::3]
    (None, 'no Chinese: it reads as Cyrillic in koi8-r')
    """
    return (
        _by_mark(data)
        or _as_binary(data)
        or _as_wide(data)
        or _as_ascii(data)
        or _as_utf8(data, whole)
        or _as_mixture(data)
        or _weighed(data)
    )


def reads(data: bytes, encoding: str) -> bool:
    """True if `data` is valid in `encoding` and likelier Chinese than noise: a quick check of one guess, no choice among all."""
    return _is_valid(data, encoding) and likelihood.chinese(data[:HEAD], encoding).bits < likelihood.noise(data[:HEAD]).bits


def _by_mark(data: bytes) -> Detected | None:
    found = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), None)
    if found is None or not _is_valid(data[:HEAD], found[1], cut=True):
        return None
    return Detected(found[1], 1.0, None, f"begins with the byte order mark of {found[1]}")


def _as_binary(data: bytes) -> Detected | None:
    kind = next((kind for magic, kind in _BINARY if data.startswith(magic)), None)
    return None if kind is None else _refused(f"no text: {kind}")


def _as_wide(data: bytes) -> Detected | None:
    """Files with NUL bytes: UTF-16 without a mark, or no text."""
    at = data.find(b"\0", 0, _BINARY_HEAD)
    if at < 0:
        return None
    head = data[:HEAD]
    readings = sorted([*(likelihood.chinese(head, name) for name in _WIDE), likelihood.noise(head)], key=_bits)
    if readings[0].is_chinese and _margin(readings) >= _MARGIN:
        return _chosen(readings, "reads as text in UTF-16 without a byte order mark")
    return _refused(f"no text: byte {at} is NUL, and it does not read as UTF-16")


def _as_ascii(data: bytes) -> Detected | None:
    """Seven bits: escapes of an old encoding, or plain ASCII."""
    if not data.isascii():
        return None
    for escape, name, note in _ESCAPES:
        if escape.search(data):
            return _refused(f"it has the escapes of {name}, {note}")
    if _HZ.search(data) and _is_valid(data, "hz", cut=True):
        hidden = b"".join(_HZ.findall(data))[:HEAD]
        if likelihood.chinese(hidden, "hz").bits < len(hidden) * likelihood.ASCII:
            return Detected("hz", 0.99, "utf-8", "has the escapes of HZ, and Chinese between them")
    return Detected("utf-8", 1.0, None, "every byte is ASCII" if data else "empty")


def _as_utf8(data: bytes, whole: bool) -> Detected | None:
    if not _is_valid(data, "utf-8", cut=not whole):
        return None
    head = _window(data)
    if len(_LONG_UTF8.findall(head)) >= _ENOUGH:
        return Detected("utf-8", 1.0, None, "is valid UTF-8 throughout" if whole else "is valid UTF-8 as far as it goes")
    # A few characters of GBK may happen to be valid UTF-8, of two bytes a letter.
    rival = min((likelihood.chinese(head, name) for name in ("gb18030", "big5hkscs")), key=_bits)
    high = len(_HIGH.findall(head))
    if rival.bits + _MARGIN < high * _ALPHABETIC + (len(head) - high) * likelihood.ASCII:
        return _refused(f"too little to tell: it is valid UTF-8, but reads better as {rival.encoding}", rival.encoding)
    return Detected("utf-8", 0.99, rival.encoding, "is valid UTF-8 throughout")


def _as_mixture(data: bytes) -> Detected | None:
    """Files of which whole lines are UTF-8 and others are not."""
    good, bad = _parted(_window(data))
    if not bad or len(_LONG_UTF8.findall(good)) < _ENOUGH or _ranked(good)[0].encoding != "utf-8":
        return None
    best = _ranked(bad)[0]
    if best.is_chinese and best.encoding != "utf-8":
        return _refused(f"a mixture: some lines are UTF-8, others read as {best.encoding}", best.encoding)
    return Detected(
        "utf-8", 0.9, best.encoding or None, f"is UTF-8 but for some lines; byte {_first_invalid(data)} is the first wrong one"
    )


def _weighed(data: bytes) -> Detected:
    """By likelihood alone."""
    window = _window(data)
    readings = _ranked(window)
    if data.startswith(window):
        # Pairs of bytes are counted from the start of the file.
        readings = sorted([*readings, *(likelihood.chinese(window, name) for name in _WIDE)], key=_bits)
    best = readings[0]
    if best.language == likelihood.NOISE or (best.encoding in _WIDE and not _has_han(window, best.encoding)):
        return _refused("reads as no text in any encoding that is known here", _next(readings))
    if not best.is_chinese:
        return _refused(f"no Chinese: it reads as {best.language} in {best.encoding}", best.encoding)
    if _margin(readings) < _MARGIN:
        other = next(r for r in readings[1:] if r.encoding)
        return _refused(f"too little to tell Chinese in {best.encoding} from {other.language} in {other.encoding}", best.encoding)
    return _chosen(readings, "is UTF-8 but for some bytes" if best.encoding == "utf-8" else "reads as Chinese")


def _has_han(data: bytes, encoding: str) -> bool:
    """True if a quarter of the characters are Chinese: any two bytes are some character of UTF-16."""
    text = data.decode(encoding, "replace")
    return 4 * len(_HAN.findall(text)) >= len(text)


def _ranked(data: bytes) -> list[Reading]:
    """Every reading of the bytes, the likeliest first."""
    return sorted([*(likelihood.chinese(data, name) for name in _BYTEWISE), *likelihood.others(data)], key=_bits)


def _bits(reading: Reading) -> float:
    return reading.bits


def _margin(readings: list[Reading]) -> float:
    """Bits between the best reading and the next that is a reading at all: noise need only be beaten."""
    return next((r.bits - readings[0].bits for r in readings[1:] if r.language != likelihood.NOISE), 0.0)


def _next(readings: list[Reading]) -> str | None:
    return next((r.encoding for r in readings[1:] if r.encoding), None)


def _chosen(readings: list[Reading], reason: str) -> Detected:
    confidence = min(0.99, 1 - 2 ** (-_margin(readings) / _HALVING))
    return Detected(readings[0].encoding, round(confidence, 2), _next(readings), reason)


def _refused(reason: str, runner_up: str | None = None) -> Detected:
    return Detected(None, 0.0, runner_up, reason)


def _is_valid(data: bytes, encoding: str, *, cut: bool = False) -> bool:
    """True if every byte is valid; what is `cut` may end inside a character."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, final=not cut)
    except UnicodeError:
        return False
    return True


def _first_invalid(data: bytes) -> int:
    """The first byte that is not UTF-8; the length of the data if all are."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def _window(data: bytes) -> bytes:
    """64 KiB around the first byte that is not UTF-8, or else that is not ASCII, from the start of the file or of a line."""
    at = _first_invalid(data)
    if at == len(data):
        high = _HIGH.search(data)
        at = high.start() if high else 0
    start = 0 if at < HEAD // 2 else data.rfind(b"\n", 0, at - HEAD // 4) + 1
    # A line of a megabyte has its start too far away.
    return data[max(start, at - HEAD // 2, 0) :][:HEAD]


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """The lines that are valid UTF-8, and those that are not. A last line that is cut off counts as neither."""
    lines = data.splitlines(keepends=True)
    if len(data) == HEAD:
        lines.pop()
    good = [line for line in lines if _is_valid(line, "utf-8")]
    return b"".join(good), b"".join(line for line in lines if not _is_valid(line, "utf-8"))
