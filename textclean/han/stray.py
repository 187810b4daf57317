"""Lone traditional characters in simplified text: which belong to a word, and which may be a name's own. Knows no cleaner."""

from __future__ import annotations

from collections.abc import Iterator

from textclean.han.chars import is_han
from textclean.han.fold import fold
from textclean.han.gate import gate
from textclean.han.model import association, pair

_FEW = 0.1
"""Share of traditional characters, among those that tell a script, up to which they are strays in a simplified text."""

_SINGLE = 2
"""Different traditional characters that are strays whatever their share, if no more of them stand there than simplified ones."""

_BELONGS = 3.0
"""Powers of two by which a character stands beside its one known neighbour oftener than by chance."""


def doubtful_strays(text: str) -> tuple[int, ...]:
    """Positions of lone traditional characters whose simplified form makes no known pair with its neighbours.

    世界觀 is 世界观, which everybody writes; 孙綝 and 高幹 are names, and what the writer meant is not ours to say. Neighbours are
    folded, so that a text and its conversion are judged alike. A form that the text itself writes simplified elsewhere is no name. Empty for a text that is not simplified to begin with.

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
    return tuple(at for at in places if not any(_belongs(text, at)))


def _belongs(text: str, at: int) -> Iterator[bool]:
    character, left, right = fold(text[at]), fold(text[at - 1 : at]) if at else "", fold(text[at + 1 : at + 2])
    sides = [(a, b) for a, b, neighbour in ((left, character, left), (character, right, right)) if is_han(neighbour)]
    yield bool(sides) and all(pair(a, b) >= 0 for a, b in sides)
    yield any(association(a, b) >= _BELONGS for a, b in sides)
    # The text itself writes the simplified form beside the same neighbour.
    yield any(a + b in text for a, b in sides)
