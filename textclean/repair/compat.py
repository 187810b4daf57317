"""repair.compat: radicals and compatibility ideographs that a font gave for characters. One character for one; knows no words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar
from unicodedata import normalize

from textclean import data
from textclean.core.cleaner import CharacterMap, Safety
from textclean.core.lazy import lazy_compile
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.han.chars import CLOSING, OPENING
from textclean.han.gate import gate
from textclean.han.marks import signs_in

_BLOCKS = (0x2E80, 0x2EF3), (0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)
_SUSPECT = lazy_compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _BLOCKS) + "]")
_FORMS = lazy_compile("⼾")  # a radical that has another form in traditional text
# Twelve characters of the block of compatibility ideographs are ordinary ones, by the Unicode Standard.
_ORDINARY = frozenset("﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩")


@dataclass(frozen=True)
class Compat(CharacterMap):
    """Make radicals and compatibility ideographs the characters they stand for: ⼯作 → 工作, ⻋ → 车.

    Fonts inside PDF files map a character's shape to the code of the radical, or of a duplicate that old encodings had. They look
    alike and are found by no search. Characters are mapped one by one, by a table and by Unicode's decompositions of just these
    blocks; the radical ⼾, which fonts give for two forms, becomes 戶 in traditional text and 户 elsewhere.

    Stay: a radical in quotes or brackets of its own, which is talked about; marks, units and circled numbers, which full
    normalisation would change; the twelve ideographs of that block that Unicode holds for ordinary ones; radicals that
    have the shape of no whole character, such as ⺮.
    """

    name: ClassVar[str] = "repair.compat"
    safety: ClassVar[Safety] = Safety.SAFE
    enters: ClassVar[frozenset[str]] = frozenset(KINDS) - {"url", "email", "path"}
    after: ClassVar[tuple[str, ...]] = ("repair.controls",)

    def versions(self) -> dict[str, str]:
        return {"radicals.tsv": data.version("radicals.tsv")}

    def map(self, view: View) -> str:
        if _SUSPECT.search(view.fact(signs_in)) is None:
            return view
        text = str(view)
        traditional = _FORMS.search(text) is not None and _is_traditional(text)
        return _SUSPECT.sub(lambda m: m[0] if _is_spoken_of(text, m.start()) else _meant(m[0], traditional), text)


def _is_spoken_of(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return bool(before and after) and before in OPENING and after in CLOSING


def _is_traditional(text: str) -> bool:
    traditional, simplified = gate("t2s").evidence(text)
    return traditional > simplified


@cache
def _meant(character: str, traditional: bool = False) -> str:
    """By the table for radicals, by Unicode's own decomposition for the rest; itself if there is no one character.

    >>> [_meant(c) for c in "⼯⻋⾭⼾⺮樂﨑"], _meant("⼾", traditional=True)
    (['工', '车', '青', '户', '⺮', '樂', '﨑'], '戶')

    Every other code point of the three blocks has one Chinese character, and none of them another.

    >>> from unicodedata import name
    >>> from textclean.han.chars import is_han
    >>> every = [chr(c) for first, last in _BLOCKS for c in range(first, last + 1) if name(chr(c), "")]
    >>> left = [c for c in every if _meant(c) == c]
    >>> "".join(c for c in left if c not in _ORDINARY)
    '⺀⺄⺇⺈⺌⺍⺑⺜⺧⺪⺮⺴⺵⺶⺷⺸⺻⺼⺽⻇⻊⻕⻗⻞⻡'
    >>> meant = "".join(_meant(c, t) for c in every if c not in left for t in (False, True))
    >>> len(meant) == 2 * (len(every) - len(left)), all(map(is_han, meant)), _SUSPECT.search(meant)
    (True, True, None)
    """
    if character in _ORDINARY:
        return character
    forms = _radicals().get(character)
    if forms:
        return forms[-1] if traditional else forms[0]
    meant = normalize("NFKC", character)
    return meant if len(meant) == 1 else character


@cache
def _radicals() -> dict[str, list[str]]:
    """The character for each radical, and behind it that of traditional text where it is another."""
    return {radical: forms for radical, *forms in data.rows("radicals.tsv")}
