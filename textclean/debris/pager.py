"""debris.pager: page numbers that stand as `2、` at the beginning of lines and cut sentences. Knows lists, and leaves them alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import BLANK, masked
from textclean.core.view import View
from textclean.han.chars import HAN, count_han, ends_sentence
from textclean.han.fold import fold
from textclean.han.model import association

_MARKER = lazy_compile(r"^[ \t]*(\d{1,3})、[ \t]*", re.M)
_INNER_STOP = lazy_compile(r"[。！？；]")
_CLOSED = lazy_compile(r"[。！？!?…：:；;][”’」』）)》\"']*\s*\Z")
_GOES_ON = lazy_compile(f"[{HAN}“《”》A-Za-z0-9，、]")
_PAGE = 40  # Chinese characters of a page at least
_PAUSES = 3  # commas that make a page out of one long sentence
_TORN = 4.0  # powers of two by which the halves of a word stand together oftener than by chance
_MOSTLY = 2 / 3  # share of the markers that must cut a sentence


@dataclass(frozen=True)
class Pager(Cleaner):
    """Remove page numbers that document sites leave in a text (`房屋状⏎2、况`) and join what they cut.

    They count up from the first line of the text to its last, and most of them stand where the sentence before has not ended and
    the characters on both sides belong together. Pages are long; the items of a list end with a mark, or are short.

    One number or two alone go where they tear a word.

    Stay: lists, also lists inside such a text; a number behind a finished sentence.
    """

    name: ClassVar[str] = "debris.pager"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "debris.banner")
    rules: ClassVar[dict[str, str]] = {
        "first": "The number of the first page, at the beginning of the text, goes.",
        "cut": "A number inside a sentence goes, and the sentence is joined.",
        "between": "A number between two paragraphs of such a text goes.",
    }

    def versions(self) -> dict[str, str]:
        return {"bigrams.bin": data.version("bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        if "、" not in view:
            return
        text = masked(view)
        chain = _chain(text, [_Marker(int(m[1]), m.start(), m.end()) for m in _MARKER.finditer(text)])
        breaks = [marker for marker in chain if marker.number > 1]
        cutting = [marker for marker in breaks if _cuts(text, marker, chain)]
        if not cutting or len(cutting) < _MOSTLY * len(breaks):
            return
        if sum(_belongs(text, marker) for marker in cutting) * 2 < len(cutting):
            return
        for marker in chain:
            if marker.number == 1:
                yield Hit(marker.start, marker.end, "", "first")
            elif marker in cutting:
                yield Hit(_end_before(text, marker.start), marker.end, "", "cut", f"page {marker.number} of {chain[-1].number}")
            else:
                yield Hit(marker.start, marker.end, "", "between", f"page {marker.number} of {chain[-1].number}")


class _Marker(NamedTuple):
    number: int
    start: int
    end: int


def _chain(text: str, markers: Sequence[_Marker]) -> list[_Marker]:
    """Markers that count up one by one over the whole text; where a number comes twice, the one that cuts a sentence is taken.

    Empty unless the count begins with 1 at the top of the text, goes from 2 to 4 at least, or stands inside words.
    """
    by_number: dict[int, list[_Marker]] = {}
    for marker in markers:
        by_number.setdefault(marker.number, []).append(marker)
    chain: list[_Marker] = []
    if markers and markers[0].number == 1 and not text[: markers[0].start].strip():
        chain.append(markers[0])
    begins = bool(chain)
    for number in itertools.count(2):
        same = [m for m in by_number.get(number, ()) if not chain or m.start >= chain[-1].end]
        if not same:
            break
        chain.append(next((m for m in same if _is_open(text, m)), same[0]))
    if len(chain) >= (2 if begins else 3):
        return chain
    # One page number or two, if they tear words: no list has begun before them.
    torn = list(itertools.takewhile(lambda m: _is_open(text, m) and _tie(text, m) >= _TORN, chain))
    return torn if torn and "1、" not in text[: torn[0].start] else []


def _is_open(text: str, marker: _Marker) -> bool:
    end = _end_before(text, marker.start)
    before = text[max(0, end - 8) : end]
    return bool(before) and not _CLOSED.search(before) and before[-1] != BLANK and bool(_GOES_ON.match(text, marker.end))


def _cuts(text: str, marker: _Marker, chain: Sequence[_Marker]) -> bool:
    """True if the page before the marker is a page, and its last sentence goes on behind it."""
    k = chain.index(marker)
    page = text[chain[k - 1].end if k else 0 : marker.start]
    whole = bool(_INNER_STOP.search(page)) or page.count("，") + page.count(",") >= _PAUSES
    return _is_open(text, marker) and count_han(page) >= _PAGE and whole and not ends_sentence(page.rstrip())


def _belongs(text: str, marker: _Marker) -> bool:
    """True if the characters on both sides of a marker stand together in ordinary text: no list's last and first do, as a rule."""
    return _tie(text, marker) > 0


def _tie(text: str, marker: _Marker) -> float:
    """How much oftener than by chance the characters on both sides of a marker stand together."""
    end = _end_before(text, marker.start)
    return association(fold(text[end - 1 : end]), fold(text[marker.end : marker.end + 1]))


def _end_before(text: str, at: int) -> int:
    """The end of what stands before `at`, blanks and newlines left aside."""
    while at and text[at - 1].isspace():
        at -= 1
    return at
