"""repair.mojibake: Chinese that was decoded in the wrong encoding. Tries the way back, and asks the counts whether it reads as Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.data.counts import counts
from textclean.han.chars import HAN, count_han, is_han
from textclean.han.fold import fold
from textclean.han.lines import lines
from textclean.han.model import familiar

_READS = 0.7  # share of known pairs from which a text reads as Chinese
_BROKEN = 0.34  # share up to which it does not
_COMMON = 8.0  # logarithm of the count of every character that a short run may be put back to

# What Windows-1252 and Latin-1 make of bytes above 127.
_LATIN = "\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
_LATIN_RUN = re.compile(f"[{_LATIN}](?:[{_LATIN}\x20-\x7e]{{0,400}}[{_LATIN}])?")
_SOME_LATIN = re.compile(f"[\x80-\x9f\xa1-\xff\u0152-\u0192]{{2}}|[\u00c2-\u00f4][{_LATIN}]")
_WIDE_RUN = re.compile(f"[{HAN}\u20ac\u3000-\u303f\uff00-\uffef\ue000-\uf8ff]{{4,}}")
# A lost first byte, and what the bytes behind it became, read one place late.
_SHIFTED = re.compile(f"\\?([{HAN}\u3000-\u303f\uff01-\uff5e]{{1,16}})([@-~]?)")
_LOST_LEAD = b"\xa1"  # marks of Chinese stand behind this byte in GBK

_LOST = re.compile("锟斤拷(?:锟斤拷)*|烫烫烫烫+|屯屯屯屯+|\ufffd{2,}")


@dataclass(frozen=True)
class Mojibake(Cleaner):
    """Read again what was read in the wrong encoding: ÎÒÃÇ → 我们, å°± → 就, 鍔炲叕 → 办公, ?！薄艾F → 。”“現.

    A run is put back only if its bytes are valid in the other encoding to the last one, and the outcome reads as Chinese where what
    stood there did not: its neighbours were counted as neighbours. What lost bytes cannot be put back and is reported.

    Stay: French, German, Vietnamese and other text in Latin letters; verse and classical prose; 锟斤拷 and U+FFFD, which are
    findings: nothing is left of what they were.
    """

    name: ClassVar[str] = "repair.mojibake"
    safety: ClassVar[Safety] = Safety.GUESS
    rules: ClassVar[dict[str, str]] = {
        "latin": "UTF-8 or GBK that was read as Latin-1 or Windows-1252 is read again.",
        "gbk": "UTF-8 that was read as GBK, and lost no byte, is read again.",
        "shift": "GBK that was read one byte late is read again.",
        "lost": "Finding: bytes are gone, and nothing can be put back.",
    }

    def versions(self) -> dict[str, str]:
        return {"bigrams.bin": data.version("bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        text = masked(view)
        if _SOME_LATIN.search(text):
            yield from _latin(text)
        if "?" in text:
            yield from _shifted(text)
        for line in view.fact(lines):
            yield from _gbk(text, line.start, line.end)
        yield from (Hit(m.start(), m.end(), None, "lost", "bytes are gone") for m in _LOST.finditer(text))


def _latin(text: str) -> Iterator[Hit]:
    for match in _LATIN_RUN.finditer(text):
        run = match[0]
        if _SOME_LATIN.search(run) is None:
            continue
        for encoding in ("utf-8", "gb18030"):
            meant = _again(_bytes(run), encoding)
            if meant is not None and _is_chinese(meant):
                yield Hit(match.start(), match.end(), meant, "latin", encoding)
                break


def _bytes(run: str) -> bytes | None:
    """The bytes of which Windows-1252 made the run, Latin-1 where that has no character."""
    out = bytearray()
    for character in run:
        for encoding in ("cp1252", "latin-1"):
            try:
                out += character.encode(encoding)
                break
            except UnicodeEncodeError:
                continue
        else:
            return None
    return bytes(out)


def _again(data: bytes | None, encoding: str) -> str | None:
    try:
        return None if data is None else data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_chinese(text: str) -> bool:
    """True if a text of two Chinese characters or more reads as Chinese; a single one must be among the commonest."""
    han = count_han(text)
    if han == 0:
        return False
    if han <= 3 and not all(counts().unigram(fold(c)) >= _COMMON for c in text if is_han(c)):
        return False
    return han == 1 or familiar(text) >= _READS


def _gbk(text: str, start: int, end: int) -> Iterator[Hit]:
    """Runs of a line whose GBK bytes are UTF-8: chance makes no such run of any length."""
    for match in _WIDE_RUN.finditer(text, start, end):
        try:
            meant = _again(match[0].encode("gb18030"), "utf-8")
        except UnicodeEncodeError:
            continue
        if meant is not None and count_han(meant) >= 2 and _is_chinese(meant) and familiar(match[0]) <= _BROKEN:
            yield Hit(match.start(), match.end(), meant, "gbk")


def _shifted(text: str) -> Iterator[Hit]:
    for match in _SHIFTED.finditer(text):
        for run in dict.fromkeys((match[1] + match[2], match[1])):
            try:
                meant = _again(_LOST_LEAD + run.encode("gbk"), "gbk")
            except UnicodeEncodeError:
                continue
            if meant is not None and meant[0] in "。，、；：！？”’）》…" and _is_made_of_common(meant):
                yield Hit(match.start(), match.start() + 1 + len(run), meant, "shift", f"{run} one byte late")
                break


def _is_made_of_common(text: str) -> bool:
    return all(
        counts().unigram(fold(c)) >= _COMMON if is_han(c) else c in "。，、；：！？“”‘’（）《》…—·" or c.isascii() for c in text
    )
