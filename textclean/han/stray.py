"""Lone traditional characters in simplified text: which belong to a word, and which may be a name's own. Knows no cleaner."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from textclean.core.lazy import lazy_compile
from textclean.data.counts import counts
from textclean.han.chars import is_han
from textclean.han.codes import code_points, flags, pair_places
from textclean.han.fold import fold
from textclean.han.gate import gate
from textclean.han.model import associations, is_chinese, logarithms, places_of

_FEW = 0.1
"""Share of traditional characters, among those that tell a script, up to which they are strays in a simplified text."""

_SINGLE = 2
"""Different traditional characters that are strays whatever their share, if no more of them stand there than simplified ones."""

_BELONGS = 2.0
"""Powers of two by which a character stands beside its one known neighbour oftener than by chance."""

_BESIDE = 1.5
"""The same where the pair on the other side is known as well."""

_PASSAGE, _EVERYDAY = 3, 8.0
"""Different strays in one clause from which it is of another script, and logarithm of the count from which a form is no rare name's."""

_MARK = lazy_compile(r"[，。！？；：、,.!?;:\n“”‘’「」『』《》（）()]")

_TAMPERED = 3
"""Different strays that do belong to words from which the text is known to be half converted, or tampered with."""

_SEARCHED = 32

_RARE = 6.0
"""Logarithm of the count of a simplified form below which it is known from names and technical words alone: 頫, 綝."""


def doubtful_strays(text: str) -> tuple[int, ...]:
    """Positions of lone traditional characters whose simplified form makes no known pair with its neighbours.

    世界觀 is 世界观, which everybody writes; 孙綝 and 高幹 are names, and what the writer meant is not ours to say. Neighbours are
    folded, so that a text and its conversion are judged alike. A form that the text itself writes simplified elsewhere is no name.
    Beside several strays that do belong to words, only forms that names alone have are doubtful.
    Empty for a text that is not simplified to begin with.

    >>> doubtful_strays("他的世界觀很简单，这是孙綝说过的话，后来又有许多这样的问题说给别人听过，大家都认为不错。")
    (12,)
    """
    judge = gate("t2s")
    traditional, simplified = judge.evidence(text)
    if not traditional or traditional > simplified:
        return ()
    places = judge.source_positions(text)
    if traditional > _FEW * (traditional + simplified) and len({text[at] for at in places}) > _SINGLE:
        return ()
    # For a few characters a search is quicker than a table of neighbours.
    written: Container[str] = text if len(places) <= _SEARCHED else _pairs_round(text, places)
    belongs = (_make_words(text, places) | _in_passages(text, places)).tolist()
    doubtful = tuple(at for at, word in zip(places, belongs, strict=True) if not word and not _is_written(text, at, written))
    certain = {text[at] for at in places} - {text[at] for at in doubtful}
    if len(certain) < _TAMPERED:
        return doubtful
    return tuple(at for at in doubtful if counts().unigram(fold(text[at])) < _RARE)


def _make_words(text: str, places: Sequence[int]) -> NDArray[np.bool_]:
    """For each place, whether the simplified form of what stands there makes a known pair with a neighbour, and is no rare name's."""
    at = np.array(places)
    framed = code_points(f"\n{text}\n")
    left, own, right = (places_of(framed[at + beside]) for beside in range(3))
    chinese, unknown = is_chinese(), np.float32(-np.inf)
    before, tied_before = associations(left, own)
    behind, tied_behind = associations(own, right)
    tied = np.maximum(np.where(chinese[left], tied_before, unknown), np.where(chinese[right], tied_behind, unknown))
    on_both_sides = chinese[left] & chinese[right] & (before >= 0) & (behind >= 0) & (tied >= _BESIDE)
    words: NDArray[np.bool_] = (on_both_sides | (tied >= _BELONGS)) & (logarithms(own) >= _RARE)
    return words


def _in_passages(text: str, places: Sequence[int]) -> NDArray[np.bool_]:
    """For each place, whether it is in a clause of another script: with several such characters, none of simplified text alone, and
    no name that only some have. What stands in one was put there with its neighbours.
    """
    found = np.zeros(len(places), np.bool_)
    for first, end in _clauses(text, places):
        start, stop = places[first], places[end - 1] + 1
        characters = {text[at] for at in places[first:end]}
        if len(characters) >= _PASSAGE and not gate("t2s").evidence(text[start:stop])[1]:
            found[first:end] = [counts().unigram(fold(text[at])) >= _EVERYDAY for at in places[first:end]]
    return found


def _clauses(text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Which of some ascending places stand in one clause: the numbers of the first and behind the last of each."""
    first = 0
    for k in range(1, len(places) + 1):
        if k == len(places) or _MARK.search(text, places[k - 1], places[k]):
            yield first, k
            first = k


def _pairs_round(text: str, places: Sequence[int]) -> Container[str]:
    """The pairs of neighbours in a text that the folded forms of what stands at some places could make with their neighbours."""
    round_ = flags(fold(text[k]) for at in places for k in (at - 1, at, at + 1) if 0 <= k < len(text))
    return {text[k : k + 2] for k in pair_places(text, round_, round_)}


def _is_written(text: str, at: int, written: Container[str]) -> bool:
    """True if the text itself has the simplified form beside the same neighbour."""
    left, character, right = fold(text[at - 1 : at]) if at else "", fold(text[at]), fold(text[at + 1 : at + 2])
    return (is_han(left) and left + character in written) or (is_han(right) and character + right in written)
