"""unify.quotes: quotation marks of one kind, on the right side, in pairs. Works paragraph by paragraph; knows no other mark."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import HAN, has_han
from textclean.han.lines import is_foreign, lines_with
from textclean.han.marks import quotes_alternate

_DOUBLE = lazy_compile('[“”"＂〝〞„‟]')
_OPEN, _CLOSE, _STRAIGHT = "“", "”", '"'
_SIDE = {"“": _OPEN, "„": _OPEN, "〝": _OPEN, "”": _CLOSE, "〞": _CLOSE, "‟": _CLOSE, '"': _STRAIGHT, "＂": _STRAIGHT}
_CORNERS = dict(zip("「」『』﹁﹂﹃﹄", "“”‘’“”‘’", strict=True))
_INNER = dict(zip("「」『』﹁﹂﹃﹄", "‘’‘’‘’‘’", strict=True))
_ANY_DOUBLE = lazy_compile("[“”「」『』﹁﹂﹃﹄]")
_ANY_QUOTE = lazy_compile("[“”\"＂〝〞„‟'「」『』﹁﹂﹃﹄]")
_EMPTY = ("「」", "『』")
_SINGLE = lazy_compile(rf"(?<![A-Za-z0-9Α-ω)\]'‘’])'(?=[^' \n])([^'\n]{{0,80}}?[{HAN}][^'\n]{{0,80}}?)'(?![A-Za-z0-9'])")
_STRAY = lazy_compile(rf"(?<=[{HAN}])'(?=[{HAN}])")
_STRAYS = 1
_DOUBLED = lazy_compile("““([^“”]+)””")

_LONGEST = 100  # code points in a pair of quotes of which one is turned
_WORD = 20

_AFTER_OPEN = lazy_compile(r"[，。、；：！？）》“”’\",;:!?)\s]")
_BEFORE_CLOSE = lazy_compile(r"[（《“‘(\s]")
_BEFORE_SPEECH = frozenset("：:，,") | {""}  # "" at the beginning of a paragraph
_BLANKS = lazy_compile(" *")
_TO_END = lazy_compile(r"\s*\Z")
_NEAR = 8  # code points that are looked at first for the last one that is no blank
_ENDS_SPEECH = lazy_compile("[。！？…!?，,~～—]")
_BEHIND_CLOSE = lazy_compile("[，。、；：！？）》“”’,;:!?)]")
_OPENS_NOTHING = lazy_compile("[，。、；：,;:]|$")
_NAMES = lazy_compile(f"[{HAN}](?<![说道问答云曰写喊叫說問寫])\\Z")  # before the quotes round a word, not round a speech
_STOPS = lazy_compile(r"[。！？!?]\Z")
_SPEECH = lazy_compile(
    "(?:俗话说|俗语说|常言道|常言说|老话说|古话说|古语说|古语云|古人云|古人说|有道是|谚语说|有句话说|有句话叫|俗話說|常言說|老話說|古人說|所谓|所謂)"
    "(?=[^。；！？：;!?:]{2,60}$)|[说道问答云曰写喊叫說問寫][:：](?=[^：:]{2,100}$)"
)


@dataclass(frozen=True)
class Quotes(Cleaner):
    """Straight, mis-sided and doubled quotes in Chinese become “ ”, in pairs; for a simplified target 「」『』 become “ ” ‘ ’.

    Editors, databases and OCR straighten quotes, turn them to the wrong side, or read one as *. Within a paragraph quotes
    alternate, and that decides, where what stands beside each mark does not speak against it. A lost half is put back where its
    place is certain: after 俗话说 or 说： for the opening one, at the paragraph's one * for the closing one.

    Stay: quotes that alternate or nest; the opening quote of a speech that goes on over paragraphs; inches and feet, code, JSON,
    English sentences; 「」 unless the target is simplified.
    """

    name: ClassVar[str] = "unify.quotes"
    safety: ClassVar[Safety] = Safety.SAFE
    after: ClassVar[tuple[str, ...]] = ("repair",)
    rules: ClassVar[dict[str, str]] = {
        "corner": "「」『』 become “ ” ‘ ’ in simplified text.",
        "straight": "Straight quotes become “ ” by their place in the paragraph.",
        "side": "A quote on the wrong side is turned.",
        "doubled": "““x”” becomes “x”.",
        "lost": "The lost half of a pair is put back where its place is certain.",
        "stray": "A straight single quote between two Chinese characters goes, where none closes it and the text has others so.",
        "single": "Straight single quotes round Chinese become ‘ ’ inside a quotation, else “ ”.",
    }

    script: Literal["simplified", "traditional", "taiwan", "hongkong", "auto", "keep"] = "simplified"

    def find(self, view: View) -> Iterator[Hit]:
        text = masked(view)
        if text is view and view.fact(quotes_alternate):
            return
        strays = [m.start() for m in _STRAY.finditer(text)] if "'" in text else []
        if len(strays) >= _STRAYS and text.count("'") == len(strays) and all(line.count("'") < 2 for line in text.split("\n")):
            yield from (Hit(at, at + 1, "", "stray") for at in strays)
            strays = []
        spoken = False  # inside a speech that an earlier paragraph opened
        for at, line in lines_with(_ANY_QUOTE, text):
            sides = [_SIDE[mark] for mark in _DOUBLE.findall(line)]
            goes_on = spoken and sides.count(_CLOSE) > sides.count(_OPEN)
            if has_han(line) and not is_foreign(line) and not goes_on:
                for hit in self._in_line(line):
                    yield hit._replace(start=hit.start + at, end=hit.end + at)
            spoken = sides.count(_OPEN) > sides.count(_CLOSE) or (spoken and not goes_on)

    def _in_line(self, line: str) -> Iterator[Hit]:
        if self.script == "simplified":
            yield from _corners(line)
        marks = [_Mark(m.start(), _SIDE[m[0]], m[0]) for m in _DOUBLE.finditer(line)]
        if "'" in line:
            yield from _singles(line, marks)
        if not marks:
            return
        doubled = _DOUBLED.search(line)
        if doubled:
            yield Hit(doubled.start(), doubled.start() + 1, "", "doubled")
            yield Hit(doubled.end() - 1, doubled.end(), "", "doubled")
            return
        yield from _paired(line, marks)


def _corners(line: str) -> Iterator[Hit]:
    """Corner brackets as curly quotes: single inside double, whichever marks the outer ones are.

    An empty pair is talked about, and so is one half alone in curly quotes.
    """
    depth = 0
    for match in _ANY_DOUBLE.finditer(line):
        mark = match[0]
        if mark in "”」﹂":
            depth = max(0, depth - 1)
        if (
            mark not in "“”"
            and line[match.start() : match.start() + 2] not in _EMPTY
            and line[match.start() - 1 : match.end()] not in _EMPTY
            and line[max(0, match.start() - 1) : match.end() + 1] != f"“{mark}”"
        ):
            yield Hit(match.start(), match.end(), _CORNERS[mark] if depth == 0 else _INNER[mark], "corner")
        if mark in "“「﹁":
            depth += 1


class _Mark(NamedTuple):
    at: int
    side: str
    written: str


def _paired(line: str, marks: Sequence[_Mark]) -> Iterator[Hit]:
    if any(mark.side == _STRAIGHT for mark in marks):
        yield from _by_turns(line, marks)
    elif _is_turned(line, marks):
        yield from (Hit(mark.at, mark.at + 1, _OPEN if mark.side == _CLOSE else _CLOSE, "side") for mark in marks)
    elif not _nests([mark.side for mark in marks]):
        yield from _by_place(line, marks)


def _by_turns(line: str, marks: Sequence[_Mark]) -> Iterator[Hit]:
    """A paragraph with straight quotes: they alternate, if the count is even and nothing speaks against it."""
    wanted = [_CLOSE if k % 2 else _OPEN for k in range(len(marks))]
    if len(marks) % 2 or not all(m.side == side or _may_be(line, m, side) for m, side in zip(marks, wanted, strict=True)):
        return
    for mark, side in zip(marks, wanted, strict=True):
        if mark.side != side:
            yield Hit(mark.at, mark.at + 1, side, "straight" if mark.side == _STRAIGHT else "side")


def _is_turned(line: str, marks: Sequence[_Mark]) -> bool:
    """True for pairs that are all the wrong way round: ”你去吗？“他问。 Not for the end of one speech and the beginning of the next."""
    if len(marks) % 2 or any(mark.side != (_OPEN if k % 2 else _CLOSE) for k, mark in enumerate(marks)):
        return False
    return all(_is_turned_pair(line, one, other) for one, other in zip(marks[::2], marks[1::2], strict=True))


def _is_turned_pair(line: str, one: _Mark, other: _Mark) -> bool:
    """True for ” and “ round a speech, or round a word behind which a mark follows that no quotation begins with."""
    if not _may_be(line, one, _OPEN):
        return False
    ends = _TO_END.match(line, other.at + 1) is not None
    if _last_before(line, one.at) in _BEFORE_SPEECH:
        return ends or _ENDS_SPEECH.match(line[other.at - 1]) is not None
    return _is_word(line[one.at + 1 : other.at]) and (ends or _BEHIND_CLOSE.match(line[other.at + 1]) is not None)


def _nests(sides: Sequence[str]) -> bool:
    """True if every quote finds its partner, nested or side by side."""
    depth = 0
    for side in sides:
        depth += 1 if side == _OPEN else -1
        if depth < 0:
            return False
    return depth == 0


def _by_place(line: str, marks: Sequence[_Mark]) -> Iterator[Hit]:
    """A paragraph of curly quotes that do not match: each one without a partner is judged where it stands."""
    star = line.index("*") if line.count("*") == 1 else -1
    opened: list[_Mark] = []
    skip = -1
    for k, mark in enumerate(marks):
        before = marks[k - 1].at + 1 if k else 0
        after = marks[k + 1] if k + 1 < len(marks) else None
        if k == skip:
            continue
        if mark.side == _CLOSE and opened:
            opened.pop()
        elif mark.side == _CLOSE:
            if after and after.side == _CLOSE and _is_phrase(line[mark.at + 1 : after.at]) and _may_be(line, mark, _OPEN):
                yield Hit(mark.at, mark.at + 1, _OPEN, "side")
                skip = k + 1
            else:
                yield from _lost_opening(line, before, mark)
        elif opened and opened[-1].at < star < mark.at and _may_close(line, star):
            yield Hit(star, star + 1, _CLOSE, "lost", "* read for a quote")
            opened[-1] = mark
        elif opened and (after is None or after.side == _OPEN) and _closes(line, before, mark, after is None):
            yield Hit(mark.at, mark.at + 1, _CLOSE, "side")
            opened.pop()
        else:
            opened.append(mark)
    if len(opened) == 1 and opened[0].at < star and opened[0] == marks[-1] and _may_close(line, star):
        yield Hit(star, star + 1, _CLOSE, "lost", "* read for a quote")


def _may_close(line: str, star: int) -> bool:
    """True for a star with Chinese before it and a mark, a quote or the end of the line behind it."""
    return has_han(line[star - 1 : star]) and (star + 1 == len(line) or _BEHIND_CLOSE.match(line[star + 1]) is not None)


def _is_phrase(text: str) -> bool:
    """True for what may stand in one pair of quotes: something, no sentence ending inside."""
    return 0 < len(text) <= _LONGEST and not re.search("[。！？!?].", text)


def _closes(line: str, since: int, mark: _Mark, is_last: bool) -> bool:
    """True for a “ that can only close what the one before it opened."""
    inside = line[since : mark.at]
    if _is_word(inside) and (_ends_word(line, mark) or (is_last and _NAMES.search(line[: since - 1]))):
        return True
    if len(inside) > _LONGEST:
        return False
    # Nothing begins with a comma; and the last “ of a paragraph, behind a full stop, begins nothing either.
    return _OPENS_NOTHING.match(line, mark.at + 1) is not None or (is_last and _STOPS.search(inside) is not None)


def _ends_word(line: str, mark: _Mark) -> bool:
    return mark.at + 1 == len(line) or _BEHIND_CLOSE.match(line[mark.at + 1]) is not None


def _is_word(text: str) -> bool:
    return 0 < len(text) <= _WORD and not re.search("[，。；：！？,;:!?]", text)


def _may_be(line: str, mark: _Mark, side: str) -> bool:
    """True if what stands beside a mark does not speak against that side."""
    before, after = line[mark.at - 1 : mark.at] if mark.at else "", line[mark.at + 1 : mark.at + 2]
    # Machine translation puts a blank inside: 他说：" 走吧 ."
    if side == _OPEN and after == " " and _last_before(line, mark.at) in _BEFORE_SPEECH:
        after = _first_from(line, mark.at + 1)
    elif side == _CLOSE and before == " " and (_TO_END.match(line, mark.at + 1) or _BEHIND_CLOSE.match(line[mark.at + 1])):
        before = _last_before(line, mark.at, " ")
    if side == _OPEN:
        return bool(after) and not _AFTER_OPEN.match(after) and not (before.isdigit() and before.isascii())
    return bool(before) and not _BEFORE_CLOSE.match(before)


def _last_before(line: str, at: int, blanks: str | None = None) -> str:
    """The last character before a place that is none of `blanks`, or no white space at all; "" if there is none.

    Only what stands near is read, for a line may be long and hold many quotes.
    """
    near = _NEAR
    while not (left := line[max(0, at - near) : at].rstrip(blanks)) and near < at:
        near *= 2
    return left[-1:]


def _first_from(line: str, at: int) -> str:
    """The first character from a place on that is no blank; "" if there is none."""
    blanks = _BLANKS.match(line, at)
    return line[blanks.end() : blanks.end() + 1] if blanks else ""


def _lost_opening(line: str, since: int, mark: _Mark) -> Iterator[Hit]:
    told = line[max(since, mark.at - _LONGEST - 20) : mark.at]
    frame = _SPEECH.search(told)
    if frame:
        place = mark.at - len(told) + frame.end()
        yield Hit(place, place, _OPEN, "lost", f"after {frame[0]}")


def _singles(line: str, marks: Sequence[_Mark]) -> Iterator[Hit]:
    places = [mark.at for mark in marks]
    for match in _SINGLE.finditer(line):
        inside = bisect_left(places, match.start()) % 2 == 1
        opening, closing = "‘’" if inside else "“”"
        yield Hit(match.start(), match.start() + 1, opening, "single")
        yield Hit(match.end() - 1, match.end(), closing, "single")
