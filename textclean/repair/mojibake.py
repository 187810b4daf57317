"""repair.mojibake: Chinese that was decoded in the wrong encoding. Weighs the ways back with the counts; knows no bytes itself."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, NamedTuple

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import HAN, MARKS, count_han
from textclean.han.model import surprise
from textclean.repair._misread import decodings as ways
from textclean.repair._misread.decodings import Way
from textclean.repair._misread.evidence import (
    BEST,
    BEST_BY_HABIT,
    EAST,
    EAST_BY_HABIT,
    GBK,
    GBK_BY_HABIT,
    UTF8,
    WIDE,
    WIDE_BEST,
    common,
    is_korean,
    monotonous,
    plain,
    reads,
    varied_until,
)
from textclean.repair._misread.reading import cost
from textclean.repair._misread.suspects import BIG5, CORE, HANGUL, LOST, NARROW, SIGNS, Places, first_core, suspects

_HABIT = 3  # passages of a text that were put back for certain, by one rule, before its short ones need less

_HIGH = f"\x80-\u07ff\u1e00-\u1fff{SIGNS}"
_NARROW_RUN = lazy_compile(rf"[{_HIGH}](?:[{_HIGH}\x20-\x7e]|[^\0-\x7f](?=[{_HIGH}\x20-\x7e]|\Z))*")
_EDGE = "“”‘’…—–·• "  # marks of Chinese that Windows-1252 has too: at the edge of a run they may be what they are
_SIGNS_1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd"
_DENSE = 0.4  # share of a run that must be no ASCII

_SINGLE = 0.4  # share of those that must be single bytes: where all bytes in pairs are UTF-8, it is Russian or the like

_TALK = lazy_compile(
    "[乱亂][码碼]|mojibake|[编編][码碼]|字符集|字元集|[解译譯][码碼]|文字化け|Latin-?1|UTF-?8|GBK|GB ?2312|GB ?18030|Big5", re.I
)
_QUESTION = lazy_compile(rf"\?(?=[a-zà-ü\u0101-\u01dc]{{1,6}}\)[{HAN}]|[\u2000-\uffef]{{2}}|[\u2000-\uffef][@-~]|！\?(?:\n|$))")
_LOST = lazy_compile("(?:锟斤拷)+锟?|烫烫烫烫+|屯屯屯屯+|(?:嚙踝蕭)+|(?:ïżœ)+|(?:ï¿½)+|\ufffd[\ufffd\ue000-\uf8ff]*")


class Found(NamedTuple):
    """A passage and what it may have been; `sure` if it needs no habit of the text behind it."""

    start: int
    end: int
    way: Way
    rule: str
    sure: bool


@dataclass(frozen=True)
class Mojibake(Cleaner):
    """Read again what was read in the wrong encoding: ÎÒÃÇ → 我们, å°± → 就, 鍔炲叕 → 办公, 乖쳬돨 → 我们的, ?！薄艾F → 。”“現.

    A server names one encoding and sends another, or a program guesses. Every way back is tried, and taken only if what comes out
    reads as Chinese, by the counts, where what stood there did not. Where bytes were lost the likeliest reading is taken, and the
    note says how many. Where one kind of damage was put back for certain three times, its short passages need less.

    Stay: French, Russian, Vietnamese and other text that is what it seems; Korean, and Korean read wrongly; verse, names and
    classical prose; a passage that talks of encodings; 锟斤拷 and U+FFFD, which are findings: nothing is left of what they were.
    """

    name: ClassVar[str] = "repair.mojibake"
    safety: ClassVar[Safety] = Safety.GUESS
    rules: ClassVar[dict[str, str]] = {
        "latin": "UTF-8 or GBK that was read as Latin-1, Windows-1252, Windows-1251 or Mac Roman is read again.",
        "gbk": "UTF-8 that was read as GBK, and lost no byte, is read again.",
        "guess": "UTF-8 that was read as GBK or Windows-1252, and lost bytes, becomes its likeliest reading.",
        "east": "GBK that was read as Korean or Big5 is read again.",
        "shift": "GBK that was read one byte late is read again.",
        "lost": "Finding: bytes are gone, and nothing can be put back.",
    }

    def versions(self) -> dict[str, str]:
        return {"bigrams.bin": data.version("bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        if view.isascii():
            return
        places = suspects(view)
        yield from _ruins(view, places)
        if not places and not ("?" in view and _QUESTION.search(view)):
            return
        text = masked(view)
        if text is not view:
            places = suspects(text)
        found = _disjoint(itertools.chain(_in_lines(text, places), _shifts(text)))
        sure = Counter(f.rule for f in found if f.sure)
        for start, end, way, rule, certain in found:
            if certain or sure[rule] >= _HABIT:
                yield Hit(start, end, way.text, rule, _note(way))


def _ruins(text: str, places: Places) -> Iterator[Hit]:
    done = 0
    for at in sorted(places.get(LOST, []) + places.get(NARROW, [])):
        match = _LOST.match(text, at) if at >= done else None
        if match:
            done = match.end()
            yield Hit(at, done, None, "lost", "bytes are gone")


def _note(way: Way) -> str:
    if not way.lost:
        return way.chain
    return f"{way.chain}: best reading, {way.lost} byte{'s were' if way.lost > 1 else ' was'} lost"


def _disjoint(found: Iterator[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _in_lines(text: str, places: Places) -> Iterator[Found]:
    """What is found in the lines that hold a suspect of any kind, kind by kind."""
    for kind, find in ((NARROW, _narrow), (CORE, _wide), (HANGUL, _korean), (BIG5, _big5)):
        done = 0
        for at in places.get(kind, ()):
            if at < done:
                continue
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            done = len(text) if end < 0 else end
            yield from _but_examples(find(text, start, done), text, start, done)


def _but_examples(found: Iterator[Found], text: str, line: int, line_end: int) -> Iterator[Found]:
    """What is found in a line, but for passages outside of which the line speaks of encodings: there damage is an example."""
    talk: tuple[int, int] | None = None
    for one in found:
        talk = talk or _talk(text, line, line_end)
        if talk[0] > one.start and talk[1] < one.end:
            yield one


def _talk(text: str, line: int, line_end: int) -> tuple[int, int]:
    """Where the first word for encodings ends in a line, and where the last begins. Looked for once: a line may hold a thousand passages."""
    first, last = line_end + 1, line - 1
    for match in _TALK.finditer(text, line, line_end):
        first, last = min(first, match.end()), match.start()
    return first, last


def _narrow(text: str, line: int, line_end: int) -> Iterator[Found]:
    for match in _NARROW_RUN.finditer(text, line, line_end):
        before = text[match.start() - 1 : match.start()] if match.start() > line else ""
        spans = list(_trimmed(text, *match.span()))
        korean = any(is_korean(ways.korean(text[a:b])) for a, b in spans)
        tries = itertools.chain(
            (_found(a, b, _narrow_whole(text[a:b], korean)) for a, b in spans),
            (_found(a, b, _narrow_best(text[a:b], before)) for a, b in _widened(text, *match.span()) if not korean),
        )
        found = next((one for one in tries if one is not None), None)
        if found is not None:
            yield found


_LAST_HIGH = lazy_compile(rf"[{_HIGH}](?=[^{_HIGH}]*\Z)")


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run to its last byte above ASCII, the same with one character more (which may be half of one in GBK), and without marks."""
    run = text[start:end]
    high = _LAST_HIGH.search(run)
    last = start + (high.end() if high else 0)
    yield start, last
    if "@" <= text[last : last + 1] <= "~":
        yield start, last + 1
    bare = text[start:last]
    a, b = start + len(bare) - len(bare.lstrip(_EDGE)), last - len(bare) + len(bare.rstrip(_EDGE))
    if a < b and (a, b) != (start, last):
        yield a, b


def _widened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run with whatever stands behind it, which three bytes of it may have become, then as it is trimmed."""
    first, *others = _trimmed(text, start, end)
    behind = text[first[1] : first[1] + 1]
    if behind > "\x7f" and behind not in MARKS:
        yield start, first[1] + 1
    yield from (first, *others)


Judged = tuple[Way, str, bool] | None


def _found(start: int, end: int, judged: Judged) -> Found | None:
    return judged and Found(start, end, *judged)


@lru_cache(maxsize=1024)
def _narrow_whole(run: str, korean: bool) -> Judged:
    """A run of which every byte is there; what may be Korean is taken for UTF-8 only."""
    if sum(c > "\x7f" for c in run) < 2:
        return None
    for way in ways.narrow(run):
        is_utf8 = way.chain.startswith("UTF-8")
        if korean and not is_utf8:
            return None
        if reads(way.text, UTF8 if is_utf8 else GBK, 1 if is_utf8 else 2):
            return way, "latin", True
        if not is_utf8 and reads(way.text, GBK_BY_HABIT, 1):
            return way, "latin", False
    return None


@lru_cache(maxsize=1024)
def _narrow_best(run: str, before: str) -> Judged:
    """A run whose bytes were lost or merged, by its likeliest reading."""
    high = sum(c > "\x7f" for c in run)
    single = sum("\x80" <= c <= "\xff" or c in _SIGNS_1252 for c in run)
    if high < 4 or high < len(run) * _DENSE or single < high * _SINGLE or monotonous(run):
        return None
    for way in itertools.chain(ways.narrow_lossy(run, before), ways.mixed(run, before)):
        rule = "guess" if way.chain.startswith("UTF-8") else "latin"
        if way.used < len(run):
            continue
        if reads(way.text, BEST, 5):
            return way, rule, True
        if reads(way.text, BEST_BY_HABIT, 2):
            return way, rule, False
    return None


_GAIN = 6.0  # bits a character by which a text must become likelier
_TRIES = 4  # places of a line at which UTF-8 may begin


def _wide(text: str, line: int, line_end: int) -> Iterator[Found]:
    at, tries = line, 0
    varied = varied_until(text, line, line_end)
    while tries < _TRIES:
        start = first_core(text, at, line_end)
        if start < 0:
            return
        tries += 1
        is_dull = start >= varied and monotonous(text[start:line_end])
        found = None if is_dull else _wide_from(text, start, line, line_end)
        if found is None:
            at = start + 1
        else:
            yield found
            at, tries = found.end, 0


def _wide_from(text: str, start: int, line: int, line_end: int) -> Found | None:
    if not ways.may_begin(text, start, line_end):
        return None
    before = text[start - 1 : start] if start > line else ""
    for way in itertools.chain(ways.wide(text, start, line_end), ways.wide_lossy(text, start, line_end, before)):
        old = text[start : start + way.used]
        han = count_han(way.text)
        rule = "guess" if way.lost else "gbk"
        if han == 0 and not way.lost:
            continue
        gain = cost(old, before) - cost(way.text, before)
        if not way.lost and han >= 2 and gain >= _GAIN * han + 8 and reads(way.text, WIDE, 2):
            return Found(start, start + way.used, way, rule, True)
        if way.lost > han * 0.5 + 1 or gain < _GAIN * han:
            continue
        if han >= 6 and reads(way.text, WIDE_BEST, 6):
            return Found(start, start + way.used, way, rule, True)
        if plain(way.text) and (han == 0 or (common(way.text) and surprise(way.text) <= 17.0)):
            return Found(start, start + way.used, way, rule, False)
    return None


_KOREAN_RUN = lazy_compile(f"[{HAN}\uac00-\ud7a3\u3131-\u318e\u3000-\u303f\uff00-\uffef\x20-\x7e\u00a1-\u2fff]+")


def _korean(text: str, line: int, line_end: int) -> Iterator[Found]:
    for match in _KOREAN_RUN.finditer(text, line, line_end):
        run = match[0].strip()
        if is_korean(run) or (len(run) > 12 and run.count(" ") * 8 > len(run)):  # Korean parts its words
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield from _again(text, start, start + len(run), "cp949")


def _big5(text: str, line: int, line_end: int) -> Iterator[Found]:
    yield from _again(text, line, line_end, "big5hkscs")


def _again(text: str, start: int, end: int, encoding: str) -> Iterator[Found]:
    run = text[start:end]
    for way in ways.east_asian(run, encoding):
        han = count_han(way.text)
        sure = reads(way.text, EAST, 4)
        if not sure and not reads(way.text, EAST_BY_HABIT, 2):
            continue
        likelier = encoding == "cp949" or cost(run) - cost(way.text) >= _GAIN * han
        if likelier:
            yield Found(start, end, way, "east", sure)


_SHIFT_GAIN = 14.0  # bits by which a passage read one byte earlier must be likelier, and as much again by the character
_SHIFT_GAIN_EACH = 3.0
_SPEECH_GAIN = 12.0  # bits that are spared where the end of one speech and the beginning of the next come out


def _shifts(text: str) -> Iterator[Found]:
    done, end = 0, -1
    for match in _QUESTION.finditer(text) if "?" in text else ():
        at = match.start()
        if at < done:
            continue
        if at > end:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
        if text.startswith(_CUT_END, at) and text[at + 3 : at + 4] in ("", "\n") and _is_speaking(text, at):
            done = at + 3
            yield Found(at, done, _END_OF_SPEECH, "shift", True)
            continue
        stop = ways.shift_end(text, at, end)
        if stop:
            way = _shifted(text[at:stop], text[at - 1 : at] if at else "", text[stop : stop + 1])
            if way is not None:
                done = stop
                yield Found(at, stop, way, "shift", True)


# 。” is A1A3 A1B1. Without its first and its last byte nothing is left of it to weigh; but a speech must end.
_CUT_END = "?！?"
_END_OF_SPEECH = Way("。”", "GBK read one byte late", 2, 3)


def _is_speaking(text: str, at: int) -> bool:
    """True inside a quotation that a line has opened and not closed."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.count("“") > line.count("”")


@lru_cache(maxsize=1024)
def _shifted(run: str, before: str, after: str) -> Way | None:
    way = ways.shifted(run, before, "" if after == "\n" else after)
    if way is None or not plain(way.text):
        return None
    gain = cost(run + after, before) - cost(way.text + after, before)
    needed = _SHIFT_GAIN + _SHIFT_GAIN_EACH * len(way.text)
    if way.text[1:3] == "”“" and way.text[0] in "。！？":
        needed -= _SPEECH_GAIN
    return way if gain >= needed else None
