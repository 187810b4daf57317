"""The ways back from a wrong decoding: a damaged run in, what it may have been out. Judges nothing; knows no cleaner."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from textclean.core.lazy import lazy_compile
from textclean.repair._misread.reading import Bytes, Lattice, Option, gbk, pairs, read, utf8

MARK = "\ufffd"
_LAYERS = 3  # times a text is decoded wrongly before nobody would call it one


class Way(NamedTuple):
    """What a run may have been, by which chain of encodings, how many of its bytes were lost, how much of the run it is."""

    text: str
    chain: str
    lost: int = 0
    used: int = -1


SINGLE = {
    "Windows-1252": "sloppy-windows-1252",
    "Mac Roman": "mac-roman",
    "Windows-1251": "sloppy-windows-1251",
}
"""Encodings of one byte a character that Chinese is read in by mistake; Latin-1 is Windows-1252 with control characters."""


@cache
def bytes_of(encoding: str) -> dict[int, int]:
    """Code point to byte, for what an encoding makes of the bytes above 127; Latin-1's control characters stand for themselves."""
    import ftfy.bad_codecs  # noqa: F401  (registers the sloppy codecs, in which every byte has a character)

    table = {code: code for code in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        table[ord(bytes((byte,)).decode(SINGLE[encoding]))] = byte
    return table


def narrow(run: str) -> Iterator[Way]:
    """Chinese read in an encoding of one byte a character, where every byte is still there."""
    for encoding in SINGLE:
        data = _encoded(run, encoding)
        if data is None:
            continue
        text = _decoded(data, "utf-8")
        if text is not None:
            yield Way(*_unwrapped(text, f"UTF-8 read as {encoding}"))
        elif encoding == "Windows-1252":
            text = _decoded(data, "gb18030")
            if text is not None:
                yield Way(text, f"GBK read as {encoding}")


def korean(run: str) -> str:
    """The run as Korean read as Windows-1252; empty if its bytes are none."""
    data = _encoded(run, "Windows-1252")
    return "" if data is None else _decoded(data, "cp949") or ""


def _unwrapped(text: str, chain: str) -> tuple[str, str]:
    """A text that is itself UTF-8 read wrongly, layer by layer."""
    for _ in range(_LAYERS):
        for encoding in SINGLE:
            data = _encoded(text, encoding)
            inner = None if data is None else _decoded(data, "utf-8")
            if inner is not None and inner != text:
                text, chain = inner, f"{chain}, as {encoding} again"
                break
        else:
            break
    return text, chain


def _encoded(run: str, encoding: str) -> bytes | None:
    try:
        return run.translate(bytes_of(encoding)).encode("latin-1")
    except UnicodeEncodeError:
        return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


# Bytes that Windows-1252 has no character for: what stands as U+FFFD in a text read in it was one of these.
_UNDEFINED_BYTES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_UNDEFINED: Bytes = tuple((byte, 1.0) for byte in _UNDEFINED_BYTES)
_BLANKED = 6.0  # bits it takes to believe that a space was the byte A0
_MERGED = 5.0  # bits it takes to believe that two bytes were merged into one character


def narrow_lossy(run: str, before: str) -> Iterator[Way]:
    """UTF-8 read as Windows-1252, with bytes lost: those it has no character for, and A0, which became a space."""
    table = bytes_of("Windows-1252")
    lattice = Lattice()
    for character in run:
        code = ord(character)
        if character == MARK:
            lattice.add([((_UNDEFINED,), 0.0)])
        elif character == " ":
            lattice.add([((_sure(0x20),), 0.0), ((_sure(0xA0),), _BLANKED)])
        elif code < 0x80 or code in table:
            lattice.add([((_sure(table.get(code, code)),), 0.0)])
        else:
            return
    reading = read(lattice, utf8, before)
    if reading.used:
        used = run[: reading.used]
        yield Way(reading.text, "UTF-8 read as Windows-1252", used.count(MARK), reading.used)


def mixed(run: str, before: str) -> Iterator[Way]:
    """GBK read as UTF-8 where two or three of its bytes happened to be that, and byte by byte as Windows-1252 where not."""
    if MARK in run:  # what was lost is no byte of its own
        return
    lattice = Lattice()
    k = 0
    while k < len(run):
        options = _mixed_options(run[k])
        if k + 1 < len(run) and _would_merge(run[k], run[k + 1]):
            # Both as single bytes cannot be: they would have become one character.
            pairs_of = itertools.product(options, _mixed_options(run[k + 1]))
            options = [(a + b, c + d) for (a, c), (b, d) in pairs_of if len(a) + len(b) > 2]
            k += 1
        k += 1
        lattice.add(options, k)
    reading = read(lattice, gbk, before)
    if reading.used:
        yield Way(reading.text, "GBK read half as UTF-8, half as Windows-1252", 0, reading.used)


@cache
def _mixed_options(character: str) -> list[Option]:
    code = ord(character)
    if code < 0x80:
        return [((_sure(code),), 0.0)]
    table = bytes_of("Windows-1252")
    in_pairs = 0xD800 <= code < 0xE000
    if 0x80 <= code < 0xA0 and code not in _UNDEFINED_BYTES:
        return [((_sure(0xC2), _sure(code)), 0.0), ((_sure(code),), _MERGED)]
    options: list[Option] = [((_sure(table[code]),), 0.0)] if code in table else []
    if not in_pairs:
        options.append((tuple(_sure(byte) for byte in character.encode("utf-8")), _MERGED if options else 0.0))
    return options


def _would_merge(first: str, second: str) -> bool:
    return "\xc2" <= first <= "\xdf" and 0x80 <= bytes_of("Windows-1252").get(ord(second), 0) < 0xC0


@cache
def _sure(byte: int) -> Bytes:
    return ((byte, 0.0),)


def east_asian(run: str, encoding: str) -> Iterator[Way]:
    """GBK read as the encoding of another country."""
    try:
        text = _decoded(run.encode(encoding), "gbk")
    except UnicodeEncodeError:
        return
    if text is not None:
        yield Way(text, f"GBK read as {'Korean' if encoding == 'cp949' else 'Big5'}")


_LOOK = 8


def may_begin(text: str, start: int, end: int) -> bool:
    """False if the first few characters, as bytes of GBK, are no UTF-8: found out before anything dear is tried."""
    return _is_utf8_so_far(re.split("[\ufffd?€]", text[start : min(start + _LOOK, end)], maxsplit=1)[0])


_FIRST_PART = 64  # characters that are looked at first, of a rest of a line that may be long


def wide(text: str, start: int, end: int) -> Iterator[Way]:
    """UTF-8 read as GBK that lost no byte, from `start` to `end` without a rest."""
    part = _FIRST_PART
    while start + part < end:
        if not _is_utf8_so_far(text[start : start + part]):
            return
        part *= 2
    try:
        data = text[start:end].encode("gb18030")
    except UnicodeEncodeError:
        return
    found = _decoded(data, "utf-8")
    if found is not None:
        yield Way(found, "UTF-8 read as GBK", 0, end - start)


def _is_utf8_so_far(run: str) -> bool:
    """False if the bytes of GBK are no UTF-8 whatever comes behind them."""
    try:
        data = run.encode("gb18030")
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3
    except UnicodeEncodeError:
        return False
    return True


_UNLIKELY = 10.0  # bits for a byte that could have been read with the next one, and would not have been lost
_REAL_QUESTION = 6.0  # bits for a question mark that is one
_CONTINUING = range(0x80, 0xC0)


def wide_lossy(text: str, start: int, end: int, before: str) -> Iterator[Way]:
    """UTF-8 read as GBK, with bytes that became U+FFFD, a question mark or nothing but €: the likeliest of what they can have been."""
    reading = read(Lattice(_wide_places(text, start, end)), utf8, before)
    if reading.used:
        used = text[start : start + reading.used]
        lost = sum(used.count(sign) for sign in (MARK, "?")) - reading.text.count("?")
        yield Way(reading.text, "UTF-8 read as GBK", max(lost, 0), reading.used)


def _wide_places(text: str, start: int, end: int) -> Iterator[list[Option]]:
    for k in range(start, end):
        options = _wide_options(text[k], text[k + 1] if k + 1 < end else "")
        if options is None:
            return
        yield options


def _wide_options(character: str, after: str) -> list[Option] | None:
    if character == MARK:
        return [((_lost_before(_first_byte(after)),), 0.0)]
    if character == "?":
        return [((_sure(0x3F),), _REAL_QUESTION), ((_lost_before(_first_byte(after)),), 1.0)]
    if character == "€":
        return [((_sure(0x80),), 0.0), ((_sure(0xA2), _sure(0xE3)), 2.0)]
    data = _gb18030(character)
    return None if data is None else [(tuple(_sure(byte) for byte in data), 0.0)]


def _first_byte(character: str) -> int:
    data = _gb18030(character) if character and character not in "\ufffd?€" else None
    return data[0] if data else 0


@cache
def _gb18030(character: str) -> bytes | None:
    try:
        return character.encode("gb18030")
    except UnicodeEncodeError:
        return None


@cache
def _lost_before(following: int) -> Bytes:
    """What a lost byte may have been: had it been half of a character with the next byte, it would not have been lost."""
    table = pairs()
    return tuple((byte, _UNLIKELY if table[byte << 8 | following] else 0.0) for byte in _CONTINUING)


_LONGEST_SHIFT = 400  # characters after which a text that was read one byte late would have met an ASCII character
_READING_OF = lazy_compile(r"[a-zà-ü\u0101-\u01dc]{1,6}\)")
# A character that got a reading is no mark; one that got none more often is, and marks stand behind A1 and A3.
_GLOSSED_LEAD: Bytes = tuple((byte, 8.0 if 0xA1 <= byte <= 0xA9 else 0.0) for byte in range(0x81, 0xFF))
_BARE_LEAD: Bytes = tuple((byte, 0.0 if byte in (0xA1, 0xA3) else 4.0) for byte in range(0x81, 0xFF))
_ANY_TRAIL: Bytes = tuple((byte, 0.0) for byte in (*range(0x40, 0x7F), *range(0x80, 0xFF)))


def shift_end(text: str, at: int, end: int) -> int:
    """Where a text that is read one byte late from the lost byte at `at` on is in step again; 0 if nowhere.

    That is behind an ASCII character which is half of a character, or behind the second lost byte.
    """
    gloss = _READING_OF.match(text, at + 1, end)
    first = gloss.end() if gloss else at + 1
    for k in range(first, min(end, first + _LONGEST_SHIFT)):
        if text[k] in "?\ufffd":
            return k + 1 if k > first else 0
        data = _gb18030(text[k])
        if data is None or len(data) > 2:
            return 0
        if data[-1] < 0x80:
            return k + 1 if data[-1] >= 0x40 else 0
    return 0


def shifted(run: str, before: str, after: str) -> Way | None:
    """GBK from a lost byte on (the question mark at the start), which was read one byte late until an ASCII character stopped it.

    A program that put readings into GBK byte by byte leaves one behind the lost byte, without its opening bracket: ?yàn)檫^ is 為過.
    """
    gloss = _READING_OF.match(run, 1)
    lattice = Lattice()
    lattice.add([((_GLOSSED_LEAD if gloss else _BARE_LEAD,), 0.0)])
    for character in run[gloss.end() if gloss else 1 :]:
        data = None if character in "?\ufffd" else _gb18030(character)
        for byte in data or ():
            lattice.add([((_sure(byte),), 0.0)])
        if data is None:
            lattice.add([((_ANY_TRAIL,), 0.0)])
    reading = read(lattice, gbk, before, after)
    whole = reading.used == len(lattice.ends) - 1
    return Way(reading.text, "GBK read one byte late", 1 + (run[-1] in "?\ufffd"), len(run)) if whole else None
