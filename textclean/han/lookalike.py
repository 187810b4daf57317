"""Which characters are put for which: a table of known substitutions, and proposals by parts and sound. Knows no text."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Literal, NamedTuple

from textclean import data
from textclean.data.counts import counts
from textclean.han.chars import is_han
from textclean.han.fold import fold

_EVERYDAY = 9.0
"""Logarithm of the count from which a character is common enough to be what a rare one was put for."""


class Candidate(NamedTuple):
    """A character for which another may have been put, and how likely that is beside its other candidates, in bits."""

    right: str
    prior: float


Ambiguity = Literal["none", "low", "high"]


@cache
def listed(ambiguities: tuple[Ambiguity, ...] = ("none", "low")) -> dict[str, tuple[Candidate, ...]]:
    """The substitutions of `glyphs.tsv`, by the broken character. A character's own simplified form is none of them.

    >>> listed()["鍺"]
    (Candidate(right='者', prior=0.0),)
    """
    found: dict[str, list[Candidate]] = defaultdict(list)
    for broken, right, ambiguity, *_ in data.rows("glyphs.tsv"):
        if ambiguity in ambiguities and fold(broken) != right:
            found[broken].append(Candidate(right, 0.0))
    return {broken: tuple(candidates) for broken, candidates in found.items()}


Likeness = Literal["part", "near", "whole", "sound"]

# Logarithm (base 2) of the share of such characters that are the right one, by how many everyday characters the part stands in
# (1, 2-3, 4-7, … 128 and more). Counted on the substitutions of `glyphs.tsv` with an even code point, by
# `python -m tests.figures.glyph --likeness`.
_PRIORS: dict[tuple[Likeness, bool], tuple[float, ...]] = {
    ("part", True): (-0.2, -0.6, -1.0, -1.2, -1.6, -1.6, -1.6, -1.6),
    ("part", False): (-0.8, -1.6, -1.7, -3.3, -4.4, -5.4, -6.8, -8.3),
    ("near", True): (-1.0, -1.5, -2.1, -2.4, -2.2, -2.3, -4.4, -5.3),
    ("near", False): (-5.0, -4.7, -4.9, -7.5, -8.5, -9.8, -11.9, -13.2),
    ("whole", True): (-1.0,),
    ("whole", False): (-7.6,),
    ("sound", True): (-7.7,),
}


_WEIGHT = 1.25  # a bit of likeness tells more than a bit of what stands beside it: chosen with the thresholds of repair.glyph

_EXCHANGED = ("作做", "的得地")
"""Everyday characters that are read alike and that writers themselves exchange: which of them is meant, likeness does not tell."""


def likeness(broken: str) -> dict[str, tuple[Likeness, int, bool]]:
    """How everyday characters are like `broken`: what they share, in how many doublings of characters, and if they are read alike.

    "part": it is a part of `broken`; "near": both have a part in common; "whole": `broken` is a part of it.

    >>> likeness("沝")["水"], likeness("悝")["理"]
    (('part', 0, False), ('near', 3, True))
    """
    own, sounds, wholes = _parts_of(broken), _alike(broken), _whole_of()
    alone = len(_parts().get(broken, "")) == 1  # 沝 is 水 twice
    shared: dict[str, tuple[Likeness, int]] = {right: ("part", 0 if alone else len(wholes.get(right, ()))) for right in own}
    for right in wholes.get(broken, ()):
        shared.setdefault(right, ("whole", 0))
    for part in sorted(own, key=lambda p: (len(wholes.get(p, ())), p)):
        for right in wholes.get(part, ()):
            shared.setdefault(right, ("near", len(wholes[part])))
    for right in sounds:
        shared.setdefault(right, ("sound", 0))
    return {
        right: (kind, max(0, number.bit_length() - 1), right in sounds)
        for right, (kind, number) in shared.items()
        if _is_candidate(right, broken)
    }


@cache
def proposed(broken: str) -> tuple[Candidate, ...]:
    """Everyday characters that are a part of `broken`, share a part with it, or are read alike; the likeliest first.

    >>> [c.right for c in proposed("偠")][:2]
    ['要', '腰']
    """
    priors = {right: _WEIGHT * _prior(*how) for right, how in likeness(broken).items()}
    for twins in _EXCHANGED:
        shared = [right for right in twins if right in priors]
        if shared:
            priors.update(dict.fromkeys(shared, max(priors[right] for right in shared)))
    found = [Candidate(right, prior) for right, prior in priors.items()]
    return tuple(sorted(found, key=lambda c: (-c.prior, -counts().unigram(c.right), c.right)))


def _prior(kind: Likeness, doublings: int, alike: bool) -> float:
    row = _PRIORS[kind, alike]
    return row[min(doublings, len(row) - 1)]


def _is_candidate(right: str, broken: str) -> bool:
    return right not in (broken, fold(broken)) and fold(right) == right and counts().unigram(right) >= _EVERYDAY


def _parts_of(character: str) -> frozenset[str]:
    """Parts of a character and of its simplified form, with their own simplified forms."""
    parts = _parts()
    found = parts.get(character, "") + parts.get(fold(character), "")
    return frozenset(found + fold(found))


def _alike(character: str) -> frozenset[str]:
    syllables = _syllables()
    return frozenset().union(*(syllables[s] for s in _readings_of().get(character, ())))


@cache
def _parts() -> dict[str, str]:
    return {character: parts for character, parts, *_ in data.rows("components.tsv")}


@cache
def _whole_of() -> dict[str, frozenset[str]]:
    """Everyday characters by their parts."""
    wholes: dict[str, set[str]] = defaultdict(set)
    for character, parts in _parts().items():
        if counts().unigram(character) >= _EVERYDAY:
            for part in parts:
                wholes[part].add(character)
    return {part: frozenset(characters) for part, characters in wholes.items()}


@cache
def _syllables() -> dict[str, frozenset[str]]:
    """Everyday characters by their readings."""
    return {
        syllable: frozenset(c for c in characters if is_han(c) and counts().unigram(c) >= _EVERYDAY)
        for syllable, characters, *_ in data.rows("readings.tsv")
    }


@cache
def _readings_of() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for syllable, characters, *_ in data.rows("readings.tsv"):
        for character in characters:
            found[character].append(syllable)
    return {character: tuple(syllables) for character, syllables in found.items()}
