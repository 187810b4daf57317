"""Names that a program wove into a text: they come again where the sentence goes on without them. Knows neighbours, and no site.

Whoever plants a name against copying counts characters, not words. So the name cuts a word in two here and there (我栗子校园网们), what
stands on its two sides makes a pair that everybody writes, and it makes none with either side. A name that the text is about stands where
a noun stands: hardly ever inside a word, and sooner or later behind 在 or before 的.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean import data
from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.han.chars import HAN, is_han
from textclean.han.codes import code_points, flags, pair_places
from textclean.han.fold import folded
from textclean.han.lines import line_at, prose_lines
from textclean.han.model import places_of, steps, unlikely

_LEAST, _LONGEST = 2, 24  # times that a name stands in prose; code points of one, with what it is framed in
_OWN = 2  # characters of a name before the end that many have
_TIED = 2.0  # bits by which what stands on both sides must be likelier together than apart, where a word is cut
_GAIN = 4.0  # bits that such a place gains when the name is gone
_AGAINST, _MEAN = -2.0, 1.0  # bits that no place may lose, and that all gain on average
_BOUND = 2.0  # bits that a place must gain where a word stands beside the name that binds it into the sentence
"""All of them chosen on the statutes, histories and encyclopaedia of the corpora and on eighteen names planted into them at random."""

_BINDS_BEFORE = frozenset("在于从到由对向与和及或的为是了该本各这那个种用入以被把给跟叫称名说据至往将使让")
_BINDS_BEHIND = frozenset("的是在上中里内与和及或有等地得着了")
_FRAMED = lazy_compile(r"【[^【】\n]{2,16}】|〖[^〖〗\n]{2,16}〗|※[^※\n]{2,16}※|★[^★\n]{2,16}★")
_FRAMES = "【〖※★"
_FRAMED_LEAST = 3  # times that what is framed stands so
_MARKS = ",;:。!?、”’"  # folded
_OF_NAME = lazy_compile(rf"[{HAN}A-Za-z0-9.:·_※★【】〖〗-]")
_NET = lazy_compile("网")  # the one end of a single character
_BLANKS = " \u3000"


class Woven(NamedTuple):
    """A place where a name stands that was woven in: code points from `start` to `end`, with a stray blank beside it, and how often it comes."""

    start: int
    end: int
    times: int


def woven(view: View) -> tuple[Woven, ...]:
    """Where names stand that come again in the prose of a text as if nobody had written them. A fact.

    >>> text = "我栗园书屋们的孩子都爱种菜，今年种的是萝卜。同栗园书屋学们每天浇水，盼着它长大。"
    >>> [text[place.start : place.end] for place in woven(View(text))]
    ['栗园书屋', '栗园书屋']
    """
    text = view.fact(folded)
    found: dict[int, Woven] = {}
    for name, places in _recurring(text):
        spans = [_with_blanks(text, at, at + len(name)) for at in _in_prose(view, places)]
        goes_on = _has_no_part(text, spans) if _is_framed(name) else _closes(text, name, spans)
        if goes_on:
            found.update((start, Woven(start, end, len(spans))) for start, end in spans)
    return tuple(found[start] for start in sorted(found))


def _recurring(text: str) -> Iterator[tuple[str, list[int]]]:
    """What comes again and may be a name, as long as it is the same everywhere, with its places."""
    groups: dict[str, list[int]] = defaultdict(list)
    for end in _ends(text):
        groups[text[end - 3 : end]].append(end - 3)
    for match in _FRAMED.finditer(text):
        groups[match[0]].append(match.start())
    seen = set()
    for string, places in groups.items():
        if len(places) >= _LEAST:
            start, end = _widened(text, len(string), places)
            name = text[places[0] + start : places[0] + end]
            if name not in seen and len(name) <= _LONGEST and _is_name(name):
                seen.add(name)
                yield name, [at + start for at in places]


def _ends(text: str) -> Iterator[int]:
    """Where ends of names stand, with another character before them."""
    yield from (at + 2 for at in pair_places(text, *_sides()) if at > 0 and text[at : at + 2] in _last_two())
    yield from (match.end() for match in _NET.finditer(text) if match.start() > 1)


def _widened(text: str, length: int, places: Sequence[int]) -> tuple[int, int]:
    """How far the same characters stand round all places: where it begins and ends, counted from each."""
    start, end = 0, length
    while end - start <= _LONGEST and _is_same(text, places, start - 1):
        start -= 1
    while end - start <= _LONGEST and _is_same(text, places, end):
        end += 1
    return start, end


def _is_same(text: str, places: Sequence[int], shift: int) -> bool:
    if places[0] + shift < 0:
        return False
    here = text[places[0] + shift : places[0] + shift + 1]
    return _OF_NAME.match(here) is not None and all(text[at + shift : at + shift + 1] == here for at in places)


def _is_name(string: str) -> bool:
    """True for what is framed, and for a name of which an end that many have is not all there is."""
    if _is_framed(string):
        return any(map(is_han, string))
    has_end = any(string.endswith(end) and len(string) >= len(end) + _OWN for end in _endings())
    return has_end and all(map(_OF_NAME.match, string))


def _is_framed(string: str) -> bool:
    return string[0] in _FRAMES


def _in_prose(view: View, places: Sequence[int]) -> list[int]:
    prose = view.fact(prose_lines)
    return [at for at in places if line_at(view, at).start in prose]


def _with_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """The place with the stray blanks on its sides."""
    while start > 0 and text[start - 1] in _BLANKS:
        start -= 1
    while end < len(text) and text[end] in _BLANKS:
        end += 1
    return start, end


def _has_no_part(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """True if what is framed stands between a mark or a Chinese character and the next clause or word everywhere, and nothing binds it."""
    return len(spans) >= _FRAMED_LEAST and all(
        start > 0
        and end < len(text)
        and text[start - 1] != "\n"
        and is_han(text[end])
        and (is_han(text[start - 1]) or text[start - 1] in _MARKS)
        and text[start - 1] not in _BINDS_BEFORE
        and text[end] not in _BINDS_BEHIND
        for start, end in spans
    )


def _closes(text: str, name: str, spans: Sequence[tuple[int, int]]) -> bool:
    """True if the sentences go on without the name: some place inside a word, and none that needs it."""
    if len(spans) < _LEAST:
        return False
    left = [text[start - 1] if start else "\n" for start, _ in spans]
    right = [text[end] if end < len(text) else "\n" for _, end in spans]
    before, behind = _of(left), _of(right)
    tied = _tie(before, behind)
    gain = tied - _tie(before, _of([name[0]] * len(spans))) - _tie(_of([name[-1]] * len(spans)), behind)
    inside = np.array([is_han(a) and is_han(b) for a, b in zip(left, right, strict=True)])
    bound = np.array([a in _BINDS_BEFORE or b in _BINDS_BEHIND for a, b in zip(left, right, strict=True)])
    cuts = inside & (tied >= _TIED) & (gain >= _GAIN)
    needed = (gain < _AGAINST) | (bound & (gain < _BOUND))
    return bool(cuts.any() and not needed.any() and gain.mean() >= _MEAN)


def _of(characters: Sequence[str]) -> NDArray[np.uint16]:
    return places_of(code_points("".join(characters)))


def _tie(first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Bits by which the second is likelier behind the first than anywhere."""
    tied: NDArray[np.float32] = steps(first, second) - unlikely(second)
    return tied


@cache
def _endings() -> frozenset[str]:
    return frozenset(ending for ending, *_ in data.rows("site-endings.tsv"))


@cache
def _last_two() -> frozenset[str]:
    return frozenset(ending[-2:] for ending in _endings() if len(ending) > 1)


@cache
def _sides() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The last character but one, and the last, of ends of two characters and more."""
    return flags(end[0] for end in _last_two()), flags(end[1] for end in _last_two())
