"""Strings that were put inside sentences: found on many pages, strange to their neighbours, which go together without them.

The characters' counts tell it: before and behind 文秘部落 the text jumps, and where it is cut out the text goes on. 云帆小学, which
the texts are about, has neighbours that go with it, and not with each other. Knows one site's texts.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean.han import model
from textclean.han.codes import code_points
from textclean.han.fold import fold
from textclean.learn.evidence import Inside, certainty, is_address
from textclean.learn.lines import Candidate, least_pages

_AGREE = 0.85  # of the places of a string that must go on alike for it to be longer
_LONGEST = 40
_SHORTEST = 3
_SEEDS = 400  # strings that are looked at in a site
_PLACES = 2000  # occurrences of one that are weighed
_MARKS = "，。；！？、：,;!?\n"
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHIFTS = 24
_LEAST_PAIRS = 3
_SELDOM = 0.25  # of the places at most that are no marks', for a string that stands at marks
_LEAST_SHARE = 0.12
_FEW = 4  # places that prove only half of what many would
_NEWLINE = ord("\n")
_EDGES = 0.4  # of the places at most that may be at an edge of a line: else it begins or ends lines, and is none of ours
_LETTERS = re.compile("[^\\W\\d_]{2}")
_LATIN = re.compile("[A-Za-z]{2}")
_SHOWN = 12


class Texts(NamedTuple):
    """The texts of a site as one string, folded, and where each begins."""

    whole: str
    written: str
    begins: list[int]

    def page(self, at: int) -> int:
        return bisect_right(self.begins, at) - 1


def together(texts: Sequence[str]) -> Texts:
    """Texts one behind the other, each with a newline round it."""
    begins, at = [], 1
    for text in texts:
        begins.append(at)
        at += len(text) + 1
    written = _SURROGATE.sub("\ufffd", "\n" + "\n".join(texts) + "\n")
    return Texts(fold(written), written, begins)


def candidates(pages: Sequence[str]) -> list[Candidate]:
    """The strings inside sentences that may be a site's, with the share of other sites still unknown (0)."""
    texts = together(pages)
    if len(texts.whole) < 200:
        return []
    measure = _Measure(texts.whole)
    least = max(least_pages(len(pages)), math.ceil(_LEAST_SHARE * len(pages)))
    found: dict[str, list[int]] = {}
    tried: set[str] = set()
    for seed in _seeds(texts, measure, least):
        if any(seed in known for known in found):
            continue
        string, places = _grown(texts.whole, seed)
        # A watermark brings its stray blank along; marks are the text's.
        string = string.strip("\n")
        if string in tried or len(string.strip()) < _SHORTEST:
            continue
        tried.add(string)
        if len({texts.page(at) for at in places}) >= least:
            found[string] = places
    rows = [_candidate(texts, measure, string, places, len(pages)) for string, places in found.items()]
    return [row for row in rows if row is not None]


class _Measure:
    """How well neighbours go together in these texts, from 0, as any two characters of them, to 1, as its neighbours do."""

    def __init__(self, whole: str) -> None:
        self.codes = code_points(whole)
        self.places = model.places_of(self.codes)
        first, second = self.places[:-1], self.places[1:]
        self.raw = _pull(first, second)
        chinese = model.is_chinese()[first] & model.is_chinese()[second]
        self._near = float(self.raw[chinese].mean()) if chinese.any() else 1.0
        # A fixed stride parts what stands together, and is the same in every run.
        strange = _pull(first[chinese], np.roll(second[chinese], 7919))
        self._far = float(strange.mean()) if chinese.any() else 0.0
        self._range = max(0.5, self._near - self._far)

    def of(self, beside: NDArray[np.uint16], end: np.uint16, *, reverse: bool = False) -> float:
        """How well neighbours go with the end of a string that they stand beside; 0 if that is no Chinese character."""
        if not len(beside) or not model.is_chinese()[end]:
            return 0.0
        ends = np.full(len(beside), end, np.uint16)
        pull = _pull(ends, beside) if reverse else _pull(beside, ends)
        return (float(pull.mean()) - self._far) / self._range

    def mend(self, before: NDArray[np.uint16], behind: NDArray[np.uint16]) -> float:
        """How much better neighbours on both sides go with each other than with those of other places.

        What was put in somewhere leaves two halves that belong together. What the texts are about has on its left what goes before
        such a word, and on its right what goes behind it, whatever stands on the left.
        """
        if len(before) < _LEAST_PAIRS:
            return 0.0
        shifts = range(1, min(len(before), _SHIFTS + 1))
        crossed = np.mean([_pull(before, np.roll(behind, shift)).mean() for shift in shifts])
        return (float(_pull(before, behind).mean()) - float(crossed)) / self._range


def _pull(first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.float32]:
    """How much oftener than by chance the second follows the first, in powers of two."""
    pull: NDArray[np.float32] = model.steps(first, second) - model.unlikely(second)
    return pull


def _seeds(texts: Texts, measure: _Measure, least: int) -> Iterator[str]:
    """Three characters behind an unlikely transition that come so on many pages, the commonest first."""
    codes = measure.codes.astype(np.uint64)
    odd = measure.raw[:-2] < 0
    latin = measure.places == model.places("a")[0]
    odd |= latin[1:-2] & ~latin[:-3]
    blank = (codes == ord(" ")) | (codes == ord("\n"))
    odd |= blank[:-3]
    at = np.flatnonzero(odd) + 1
    at = at[at + 2 < len(codes)]
    newline = codes == ord("\n")
    at = at[~(newline[at] | newline[at + 1] | newline[at + 2] | blank[at])]
    keys = codes[at] << np.uint64(42) | codes[at + 1] << np.uint64(21) | codes[at + 2]
    pages = np.searchsorted(np.array(texts.begins), at, side="right").astype(np.uint64)
    order = np.lexsort((pages, keys))
    keys, pages, at = keys[order], pages[order], at[order]
    new = np.ones(len(keys), np.bool_)
    new[1:] = (keys[1:] != keys[:-1]) | (pages[1:] != pages[:-1])
    keys, at = keys[new], at[new]
    if not len(keys):
        return
    _, first, count = np.unique(keys, return_index=True, return_counts=True)
    best = np.lexsort((keys[first], -count))
    for k in best[:_SEEDS]:
        if count[k] < least:
            return
        where = int(at[first[k]])
        seed = texts.whole[where : where + 3]
        if not any(c in _MARKS for c in seed):
            yield seed


def _occurrences(whole: str, string: str) -> list[int]:
    found = []
    at = whole.find(string)
    while at >= 0:
        found.append(at)
        at = whole.find(string, at + len(string))
    return found


def _grown(whole: str, seed: str) -> tuple[str, list[int]]:
    """The string that a seed is a part of: as far on both sides as nearly all its places agree."""
    places = _occurrences(whole, seed)
    length = len(seed)
    for _ in range(_LONGEST):
        step = _agreed([whole[at + length] for at in places if at + length < len(whole)])
        if step is None:
            break
        places = [at for at in places if whole[at + length : at + length + 1] == step]
        length += 1
    for _ in range(_LONGEST):
        step = _agreed([whole[at - 1] for at in places if at])
        if step is None:
            break
        places = [at - 1 for at in places if at and whole[at - 1] == step]
        length += 1
    return whole[places[0] : places[0] + length], places


def _agreed(characters: Sequence[str]) -> str | None:
    if not characters:
        return None
    character, number = Counter(characters).most_common(1)[0]
    return character if number >= _AGREE * len(characters) and character not in _MARKS else None


def _candidate(texts: Texts, measure: _Measure, string: str, places: Sequence[int], pages: int) -> Candidate | None:
    at = np.array(places[:_PLACES])
    length = len(string)
    before, behind = measure.places[at - 1], measure.places[at + length]
    chinese = model.is_chinese()
    both = chinese[before] & chinese[behind]
    edge = (measure.codes[at - 1] == _NEWLINE) | (measure.codes[at + length] == _NEWLINE)
    if not (chinese[before] | chinese[behind]).any() or edge.mean() > _EDGES or not _may_be_added(string):
        return None
    skipped = len(string) - len(string.lstrip())
    ends = measure.places[at[0] + skipped], measure.places[at[0] + skipped + len(string.strip()) - 1]
    mend = measure.mend(before[both], behind[both])
    left = measure.of(before[chinese[before]], ends[0])
    right = measure.of(behind[chinese[behind]], ends[1], reverse=True)
    pairs = Counter((texts.whole[k - 1], texts.whole[k + length]) for k in places)
    varied = sum(number == 1 for number in pairs.values()) / len(places)
    number = len({texts.page(k) for k in places})
    features = Inside(
        number / pages,
        mend * float(both.mean()) * len(at) / (len(at) + _FEW),
        max(0.0, 1 - float(both.mean()) / _SELDOM) * len(at) / (len(at) + 2 * _FEW),
        left,
        right,
        varied,
        float(string != string.strip()),
        float(bool(_LATIN.search(string))),
        0.0,
    )
    written = Counter(texts.written[k : k + length] for k in places)
    text = min(written, key=lambda one: (-written[one], one))
    shown = tuple(
        f"{texts.written[max(0, k - _SHOWN) : k]}[{texts.written[k : k + length]}]{texts.written[k + length : k + length + _SHOWN]}".replace(
            "\n", "⏎"
        )
        for k in places[:: max(1, len(places) // 3)][:3]
    )
    return Candidate(
        "inside", (text,), "anywhere", 0, number, number / pages, f"{len(places)} places", shown, certainty(features), features
    )


def _may_be_added(string: str) -> bool:
    """False for numbers, for what numbers parts, and for what opens a bracket and does not close it."""
    bare = string.strip()
    pairs = all(bare.count(a) == bare.count(b) for a, b in ("()", "[]", "《》", "【】", "<>"))
    return pairs and _LETTERS.search(bare) is not None and not is_address(bare)
