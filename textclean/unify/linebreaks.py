"""unify.linebreaks: lines broken inside a sentence become one again. Works on lines; what is debris between them is not its affair."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple
from unicodedata import east_asian_width

import numpy as np
from numpy.typing import NDArray

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import protected
from textclean.core.view import View
from textclean.han.chars import HAN, count_han, ends_sentence, is_han
from textclean.han.codes import CODE_POINTS, code_points
from textclean.han.fold import fold
from textclean.han.lines import Line, counted, is_foreign, lines, written_lines
from textclean.han.model import association, closes

_HEADING = lazy_compile(
    r"\s*(?:[（(]?[一二三四五六七八九十百壹贰叁\d]{1,4}[)）、.．]|第[一二三四五六七八九十百千\d]{1,6}[章节節回条條部分卷篇]|[-*•●◆■□▪·○◎★☆#>|①-⑳㈠-㈩]|[A-Za-z][)）.、])"
)
_INNER_STOP = lazy_compile(r"[。！？；].")
# A field or an item of its own: 缺席：, 第三组：, 联系人（白天）：. Speech (他说：), a clause that says what comes (目的是：), what
# comes before a speech (更干脆：“…), the half of a word (们的人：) and a time (8:30) go on with the line before.
_LABEL = lazy_compile(r"\s*(?![的们們])\w{0,8}[^\W说說道问問答喊叫曰云是为為](?:[（(][^（）()\n]{1,10}[)）])?[：:](?![\d/“\"「『])")
_MARK_END = lazy_compile(r"[^\w\s]\s*\Z")
_STARTS = lazy_compile(rf"[{HAN}“‘「『《（A-Za-z0-9]")
# What stands on a line of its own, and is not the rest of a sentence.
_EQUATION = lazy_compile(r"\s*[\w²³√()（）＋+−*/^·-][ \w²³√()（）＋+−*/^·-]{0,24}[=＝≤≥≈]", re.A)
_STOP = lazy_compile("[。！？]")
_CLOSED_ENDS = frozenset("。！？!?…；;") | {""}  # "" for a blank line
_GREETING = lazy_compile(r"\s*(?:[亲親][爱愛]|尊敬|敬[爱愛]|各位|致)")
_PAUSE = lazy_compile("[，。；：！？,]")
_INDENT = lazy_compile(r"[ \t\u3000]{2,}|\u3000")

_LEAST_FULL = 30  # half-columns: a narrower column is verse
_UNEVEN = 12  # half-columns by which wrapped lines may differ: what stood there may be gone since
_PAUSED = 3  # lines that end in a comma, to one that ends without a mark, at most
_RAGGED = 4  # half-columns by which a full line may fall short, for a mark that may not begin the next
_FEWEST_FULL = 3  # full lines that stop inside a sentence
_FEWEST_OPEN = 2  # full lines that stop without any mark
_ALIKE = 0.7  # share of full lines whose first comma stands at one place
_JOINED = 0.5  # share of those whose last character belongs with the next line's first
_WIDER = 0.1  # share of lines that may be wider
_CLOSED = 0.8  # share of the short lines that must end a paragraph
_LONG = 12  # Chinese characters in a line that is no item of a list
_LONG_COMMA = 30
_OF_PROSE = 0.5  # share of the lines of prose that may end in a comma
_REST = 16  # Chinese characters of the line that such a one goes on in
_BELONG = 4.0  # powers of two by which two characters stand together oftener than by chance
_TAIL = 6  # Chinese characters of the sentence that is torn
_TORN = 16  # Chinese characters of a line of prose that is no heading and no verse
_NEVER_FIRST = lazy_compile("的(?![确士確])|们|們")
_ANY_MARK = lazy_compile("[，。；！？,;!?…：:]")
_RARELY, _PAUSES = 0.11, 2  # the same for a line with so many pauses, before one with a full stop
_SELDOM = 0.05  # share of a character's occurrences that stand before a mark


@dataclass(frozen=True)
class Linebreaks(Cleaner):
    """Join lines where a sentence was broken: after 、 in running text, inside fixed-width text, and in the middle of a word.

    PDF, mail and old editors break lines at a width; page breaks cut words. Nothing is put in: Chinese needs no space.

    Stay: paragraphs, headings, lists, fields with a label (缺席：), poems, dialogue, subtitles, tables; in fixed-width text a short
    line ends its paragraph.
    """

    name: ClassVar[str] = "unify.linebreaks"
    safety: ClassVar[Safety] = Safety.SAFE
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "debris", "dedupe")
    rules: ClassVar[dict[str, str]] = {
        "enumeration": "A line of running text that ends in 、 goes on in the next paragraph.",
        "column": "Full lines of fixed-width text are joined.",
        "comma": "A line of prose that ends in a comma goes on in the next line, in a text that is no verse.",
        "word": "A long paragraph that stops without a mark goes on in the next line.",
    }

    def versions(self) -> dict[str, str]:
        return {"bigrams.bin": data.version("bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        found = view.fact(lines)
        # A line that ends as sentences do goes on in no other; most texts have no others but headings, which are short. (A full line
        # of the narrowest column has more than 2 * _LONG half-columns.)
        open_ = [line for line in found if line.bare[-1:] not in _CLOSED_ENDS and len(line.bare) >= _LONG]
        if len(found) < 2 or not open_:
            return
        following = _next_lines(found)
        open_ = [line for line in open_ if line.start in following and _might_go_on(line, following[line.start])]
        if not open_:
            return
        fixed = {line.start for line in _machine_lines(view, found)}
        broken = sum(is_han(line.bare[-1:]) for line in found)
        sizes = _sizes(view)
        full = _full_lines(found, fixed, sizes) if broken >= _FEWEST_OPEN else set()
        free = [line for line in view.fact(written_lines) if line.start not in fixed]
        full |= _wrapped_lines(free, following, sizes)
        paused = _paused_lines(free, following, sizes) - full
        for line in open_:
            after = following[line.start]
            if line.start in fixed or after.start in fixed:
                continue
            rule = "comma" if line.start in paused else _why(line, after, line.start in full)
            if rule:
                end = after.start + len(after.text) - len(after.text.lstrip())
                yield Hit(line.start + len(line.text.rstrip()), end, _joint(line, after), rule)


class _Sizes(NamedTuple):
    """How long the written lines are, by where they begin."""

    width: Mapping[int, int]
    """In columns, blanks at the end left out: two for a Chinese character or mark, one for a Latin letter."""
    han: Mapping[int, int]
    """In Chinese characters."""


def _sizes(view: View) -> _Sizes:
    written = view.fact(written_lines)
    starts = [line.start for line in written]
    bounds = [at for line in written for at in (line.start, line.start + len(line.text.rstrip()))]
    # The last line may end where the text does: then nothing begins there.
    widths = np.add.reduceat(_columns().take(code_points(view)), [at for at in bounds if at < len(view)], dtype=np.int64)[::2]
    return _Sizes(dict(zip(starts, widths.tolist(), strict=True)), dict(zip(starts, view.fact(counted).han.tolist(), strict=True)))


def _machine_lines(view: View, found: Sequence[Line]) -> Iterator[Line]:
    """Lines that touch a protected span of more than a word: code, tables, records, references, time codes."""
    spans = [s for s in view.fact(protected) if s.kind not in ("url", "email", "formula", "path", "tag")]
    at = 0
    for line in found:
        while at < len(spans) and spans[at].end <= line.start:
            at += 1
        if at < len(spans) and spans[at].start < line.end:
            yield line


def _next_lines(found: Sequence[Line]) -> dict[int, Line]:
    """The line that holds something behind each line, by the start of the latter."""
    following: dict[int, Line] = {}
    after: Line | None = None
    for line in reversed(found):
        if after is not None:
            following[line.start] = after
        if not line.is_blank:
            after = line
    return following


def _might_go_on(line: Line, after: Line) -> bool:
    """What every rule asks for: the next line is right below, or a 、 before it, and it begins as the rest of a sentence may."""
    if after.start != line.end + 1 and not line.bare.endswith("、"):
        return False
    if _EQUATION.match(after.text):
        return False
    return "）" in after.text or bool(_STARTS.match(after.bare) and not _HEADING.match(after.text))


def _why(line: Line, after: Line, full: bool) -> str | None:
    text, then = line.text.rstrip(), after.text
    adjacent = after.start == line.end + 1
    if not _STARTS.match(then.lstrip()) or _HEADING.match(then) or is_foreign(text):
        return None
    if text.endswith("、") and not then.rstrip().endswith("、") and count_han(text) >= _LONG and count_han(then) >= _LONG:
        return "enumeration"
    if not adjacent:
        return None
    if full and not ends_sentence(text) and not _INDENT.match(then) and not _LABEL.match(then) and not text.endswith(("：", ":")):
        return "column"
    if not _LABEL.match(then) and (_is_cut(text, then) or _is_torn(text, then)):
        return "word"
    return None


def _is_cut(text: str, then: str) -> bool:
    """True for a long paragraph that holds whole sentences and stops without a mark, before a line that could go on with it."""
    if _MARK_END.search(text) or _HEADING.match(text) or _INDENT.match(then):
        return False
    if not (_INNER_STOP.search(text) and count_han(text) >= _LONG_COMMA and ends_sentence(then)):
        return False
    # The word is cut where its halves belong together, or where no sentence ends in such a character.
    last, first = text[-1], then.lstrip()[0]
    together = association(last, first)
    never_counted = together == -math.inf
    return is_han(last) and (together >= _BELONG or (closes(last) <= _SELDOM and (together > 0 or never_counted)))


def _is_torn(text: str, then: str) -> bool:
    """True for a shorter line of running text that stops at a character no sentence stops at, or before one that begins none."""
    if (
        _MARK_END.search(text)
        or _HEADING.match(text)
        or _LABEL.match(text)
        or _INDENT.match(then)
        or not (_PAUSE.search(text) and _ANY_MARK.search(then))
    ):
        return False
    last, first = fold(text[-1]), fold(then.lstrip()[0])
    if not (is_han(last) and is_han(first)) or count_han(text) < _TORN or text[-1] == then.lstrip()[0]:
        return False
    if count_han(re.split("[。！？；]", text)[-1]) < _TAIL:
        return False  # a heading that stands against the sentence before it
    return (
        closes(last) <= (_RARELY if len(_PAUSE.findall(text)) >= _PAUSES and _STOP.search(then) else _SELDOM)
        or _NEVER_FIRST.match(then.lstrip()) is not None
        or (last == "的" and bool(_INNER_STOP.search(text)))
    )


def _full_lines(found: Sequence[Line], fixed: set[int], sizes: _Sizes) -> set[int]:
    """Starts of the lines that fill the width of fixed-width text; none if the text is not of that kind.

    Such a text has one width that few lines exceed and many reach, most of them inside a sentence; a line that falls short ends
    a paragraph, and shows it by a mark or by being short.
    """
    written = [line for line in found if not line.is_blank and line.start not in fixed]
    widths = [sizes.width[line.start] for line in written]
    column = _column(widths)
    if column < _LEAST_FULL or sum(w > column for w in widths) > _WIDER * len(widths):
        return set()
    full = [line for line, w in zip(written, widths, strict=True) if column - _RAGGED <= w <= column]
    inside = [line for line in full if not ends_sentence(line.text)]
    short = [line for line, w in zip(written, widths, strict=True) if w < column - _RAGGED]
    closed = [line for line in short if _MARK_END.search(line.text) or sizes.han[line.start] < _LONG or _HEADING.match(line.text)]
    prose = sum(_PAUSE.search(line.text) is not None for line in full)
    # Verse and lists have lines of one length too, but each ends with a mark, or where something else begins.
    after = _next_lines(found)
    joints = [(line.bare[-1:], after[line.start].bare[:1]) for line in inside if line.start in after]
    open_joints = [(a, b) for a, b in joints if is_han(a) and is_han(b)]
    belonging = sum(association(a, b) > 0 for a, b in open_joints)
    places = Counter(at for line in full for at in [next((k for k, c in enumerate(line.bare) if c in "，,"), -1)])
    if len(full) > _FEWEST_FULL and max(places.values(), default=0) > _ALIKE * len(full):
        return set()  # the pause at one place in line after line: verse, or a table in words
    if len(open_joints) < _FEWEST_OPEN or belonging < _JOINED * len(open_joints):
        return set()
    if len(inside) < _FEWEST_FULL or len(inside) * 2 < len(full) or prose * 2 < len(full) or len(closed) < _CLOSED * len(short):
        return set()
    return {line.start for line in full}


def _wrapped_lines(found: Sequence[Line], following: Mapping[int, Line], sizes: _Sizes) -> set[int]:
    """Starts of the lines that were wrapped, in a text with too few of them to tell its width by: a letter, a short page.

    Prose that goes on in the next line without a mark, at least twice and near one width, was wrapped there; and then a line as
    wide that ends in a comma was too.
    """
    long = [line for line in found if sizes.han[line.start] >= _TORN]
    prose = [line for line in long if _PAUSE.search(line.text) and not _HEADING.match(line.text)]
    torn = [line for line in prose if is_han(line.bare[-1:]) and _goes_on(line, following)]
    if not torn:
        return set()
    widths = {line.start: sizes.width[line.start] for line in prose}
    column = max(widths[line.start] for line in torn)
    near = all(widths[line.start] >= column - _UNEVEN for line in torn)
    proven = len(torn) >= _FEWEST_OPEN or association(torn[0].bare[-1], following[torn[0].start].bare[0]) > 0
    wide = sum(w > column + _RAGGED for w in widths.values())
    if not near or not proven or wide > max(_WIDER * len(widths), len(torn) / 2):
        return set()
    told = {line.start for line in torn}
    full = [line for line in prose if line.start not in told and abs(widths[line.start] - column) <= _RAGGED]
    open_ = [line for line in full if is_han(line.bare[-1]) and _may_go_on(line, following)]
    paused = [line for line in full if line.bare[-1] in "，,、；;" and _may_go_on(line, following)]
    if len(paused) > _PAUSED * (len(torn) + len(open_)):
        return set()  # lines of verse that end in commas
    # An article or an item that fills the width goes on as prose does.
    items = [line for line in long if _HEADING.match(line.text) and _PAUSE.search(line.text) and is_han(line.bare[-1])]
    wrapped = [line for line in items if abs(sizes.width[line.start] - column) <= _RAGGED and _goes_on(line, following)]
    return {line.start for line in (*torn, *open_, *paused, *wrapped)}


def _paused_lines(found: Sequence[Line], following: Mapping[int, Line], sizes: _Sizes) -> set[int]:
    """Starts of the lines that end in a comma and go on in a longer line of prose; none in a text of many such lines, which is verse."""
    prose = [line for line in found if sizes.han[line.start] >= _LONG and not _HEADING.match(line.text)]
    paused = [line for line in prose if line.bare.endswith("，") and not _GREETING.match(line.text)]
    ended = sum(ends_sentence(line.text) for line in prose)
    if not paused or len(paused) > _OF_PROSE * len(prose) or 2 * ended < len(prose):
        return set()
    return {line.start for line in paused if _may_go_on(line, following) and _is_rest(line, following[line.start], sizes)}


def _is_rest(line: Line, after: Line, sizes: _Sizes) -> bool:
    """True for a line of prose that ends a sentence, of another length than the one above it: lines of verse are alike."""
    stop = _STOP.search(after.text)
    return (
        stop is not None and sizes.han[after.start] >= _REST and abs(sizes.width[line.start] - sizes.width[after.start]) > _UNEVEN
    )


def _may_go_on(line: Line, following: Mapping[int, Line]) -> bool:
    """True if the next line could be the rest of this one: it begins without a sign, an indent or a label."""
    after = following.get(line.start)
    if after is None or after.start != line.end + 1 or _INDENT.match(after.text):
        return False
    if line.text.count("（") > line.text.count("）") and "）" in after.text:
        return True
    if not _STARTS.match(after.bare):
        return False
    return not _HEADING.match(after.text) and not _LABEL.match(after.text)


def _goes_on(line: Line, following: Mapping[int, Line]) -> bool:
    """True if the next line most likely is the rest: without a full stop in either they could be the rows of a list."""
    if not _may_go_on(line, following):
        return False
    return _INNER_STOP.search(line.text) is not None or _STOP.search(following[line.start].text) is not None


def _column(widths: Sequence[int]) -> int:
    """The width that most lines reach without exceeding it, a few half-columns aside; the greater one of two equals."""
    counted = Counter(widths)
    return max(counted, key=lambda w: (sum(counted[w - short] for short in range(_RAGGED + 1)), w), default=0)


@cache
def _columns() -> NDArray[np.uint8]:
    """Columns of each code point. Beyond the first plane only the scripts of the East, and pictures, are wide."""
    table = np.ones(CODE_POINTS, np.uint8)
    for code in (*range(0x80, 0x10000), *range(0x16FE0, 0x20000)):
        if east_asian_width(chr(code)) in "WFA":
            table[code] = 2
    table[0x20000:0x3FFFE] = 2
    return table


def _joint(line: Line, after: Line) -> str:
    """Nothing between Chinese; the space that a break replaced between two Latin words."""
    left, right = line.text.rstrip()[-1:], after.text.lstrip()[:1]
    return " " if left.isascii() and right.isascii() and left.isalpha() and right.isalpha() else ""
