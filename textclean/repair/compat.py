"""repair.compat: radicals and compatibility ideographs that a font gave for characters. One character for one; knows no context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import ClassVar
from unicodedata import normalize

from textclean import data
from textclean.core.cleaner import CharacterMap, Safety
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.han.chars import CLOSING, OPENING

_SUSPECT = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f]")
# Twelve characters of the block of compatibility ideographs are ordinary ones, by the Unicode Standard.
_ORDINARY = frozenset("﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩")


@dataclass(frozen=True)
class Compat(CharacterMap):
    """Make radicals and compatibility ideographs the characters they stand for: ⼯作 → 工作, ⻋ → 车.

    Fonts inside PDF files map a character's shape to the code of the radical, or of a duplicate that old encodings had. They look
    alike and are found by no search.

    Stay: a radical in quotes or brackets of its own, which is talked about; marks, units and circled numbers, which full
    normalisation would change; the twelve ideographs of that block that Unicode holds for ordinary ones.
    """

    name: ClassVar[str] = "repair.compat"
    safety: ClassVar[Safety] = Safety.SAFE
    enters: ClassVar[frozenset[str]] = frozenset(KINDS) - {"url", "email", "path"}
    after: ClassVar[tuple[str, ...]] = ("repair.controls",)

    def versions(self) -> dict[str, str]:
        return {"radicals.tsv": data.version("radicals.tsv")}

    def map(self, view: View) -> str:
        if _SUSPECT.search(view) is None:
            return view
        text = str(view)
        return _SUSPECT.sub(lambda m: m[0] if _is_spoken_of(text, m.start()) else _meant(m[0]), text)


def _is_spoken_of(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return bool(before and after) and before in OPENING and after in CLOSING


@cache
def _meant(character: str) -> str:
    """By the table for radicals, by Unicode's own decomposition for the rest."""
    if character in _ORDINARY:
        return character
    meant = _radicals().get(character) or normalize("NFKC", character)
    return meant if len(meant) == 1 else character


@cache
def _radicals() -> dict[str, str]:
    return {radical: character for radical, character, *_ in data.rows("radicals.tsv")}
