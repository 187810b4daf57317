"""unify.width: letters and digits in half width, punctuation of Chinese in its ordinary form. Knows a table, no context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from textclean.core.cleaner import CharacterMap, Safety
from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.han.chars import has_han
from textclean.han.codes import flags, holds

_WIDE = "".join(chr(c) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
_NARROW = str.maketrans({c: chr(ord(c) - 0xFEE0) for c in _WIDE + "－．＿／＠＋＆：，"})
_DIGITS = "０-９"
# Joined by hyphens and dots; by a colon between digits; by a comma before exactly three of them.
_RUN = lazy_compile(
    f"[{_WIDE}]+(?:[－．＿／＠＋＆]+(?:[{_WIDE}]+|(?=[A-Za-z0-9]))|(?<=[{_DIGITS}])：(?=[{_DIGITS}])[{_WIDE}]+"
    f"|(?<=[{_DIGITS}])，[{_DIGITS}]{{3}}(?![{_DIGITS}]))*"
)

_FORMS = str.maketrans(
    {
        "﹐": "，", "﹑": "、", "﹒": "．", "﹔": "；", "﹕": "：", "﹖": "？", "﹗": "！", "｡": "。", "､": "、", "｢": "「", "｣": "」",
        "・": "·", "･": "·", "‧": "·", "∙": "·", "﹙": "（", "﹚": "）",
    }
)  # fmt: skip
_FORM = lazy_compile("[" + re.escape("".join(map(chr, _FORMS))) + "]")
_DOTS = "・･‧∙"
_HYPHENATION_POINT = ord("‧")  # Taiwan writes it for the middle dot: 《莊子‧養生主》
_KANA = lazy_compile("[ぁ-ゖァ-ヺｦ-ﾟ]")
_NEAR = 40  # code points on either side of a dot among which kana make it Japanese
_ITEM = lazy_compile(rf"^[^\S\n]*[{_DOTS}]", re.M)  # the sign before an item of a list
_SPOKEN_OF = lazy_compile("全角|全形|半角|半形")
_BLANK = "\u3000"
# Cells of one column each that wide blanks part: a puzzle, a plan of seats. Only the wide form keeps them in their columns.
_GRID = lazy_compile(f"^{_BLANK}*(?:[{_WIDE}□■○●×√{_BLANK}]{_BLANK}){{3,}}[{_WIDE}□■○●×√]?$", re.M)
_QUOTED = lazy_compile(f"(?<=[“‘「『])[{_WIDE}](?=[”’」』])")


@dataclass(frozen=True)
class Width(CharacterMap):
    """Full-width letters and digits become half-width, with the hyphens and dots between them: ＡＢＣ－１００ to ABC-100.

    Typesetting for a grid made them wide; every reader and tool means the plain letter. Small, half-width and dotted variants of
    Chinese marks (﹔ ｡ ・) become the mark itself.

    Stay: full-width Chinese punctuation, circled and Roman numbers, units (㎡ ℃), the middle dot near kana, the sign ・ before an item of a list, cells of a grid, a letter in quotes in
    a text about full width; ‧ unless the target is simplified.
    """

    name: ClassVar[str] = "unify.width"
    safety: ClassVar[Safety] = Safety.SAFE
    after: ClassVar[tuple[str, ...]] = ("repair",)

    script: Literal["simplified", "traditional", "taiwan", "hongkong", "auto", "keep"] = "simplified"

    def map(self, view: View) -> str:
        if not holds(view, _table()):
            return view
        out: str = view
        if _RUN.search(out):
            out = _RUN.sub(lambda m: m[0].translate(_NARROW), out)
            kept = {at: view[at] for m in _GRID.finditer(view) for at in range(*m.span())} if _BLANK in view else {}
            if _SPOKEN_OF.search(view):
                kept |= {m.start(): m[0] for m in _QUOTED.finditer(view)}
            out = "".join(kept.get(at, c) for at, c in enumerate(out)) if kept else out
        if _FORM.search(out):
            forms = _FORMS
            if self.script != "simplified":
                forms = {code: mark for code, mark in forms.items() if code != _HYPHENATION_POINT}
            text = out
            items = {m.end() - 1 for m in _ITEM.finditer(text)}
            if _KANA.search(text):
                items.update(m.start() for m in _FORM.finditer(text) if m[0] in _DOTS and _is_japanese(text, m.start()))
            out = _FORM.sub(lambda m: m[0] if m.start() in items or _means_itself(text, m.start()) else m[0].translate(forms), text)
        return out


@cache
def _table() -> NDArray[np.bool_]:
    """The characters that may change."""
    return flags(_WIDE + "".join(map(chr, _FORMS)))


def _is_japanese(text: str, at: int) -> bool:
    """True for a dot with kana near it in its line."""
    start, end = text.rfind("\n", max(0, at - _NEAR), at) + 1 or max(0, at - _NEAR), min(len(text), at + _NEAR)
    line_end = text.find("\n", at, end)
    return _KANA.search(text, start, line_end if line_end >= 0 else end) is not None


def _means_itself(text: str, at: int) -> bool:
    """True for a ratio's ﹕ and a number's ﹒, and for half-width marks with nothing Chinese beside them, as in faces."""
    before, after = text[max(0, at - 3) : at].rstrip()[-1:], text[at + 1 : at + 4].lstrip()[:1]
    if text[at] in "｡･､":
        return not has_han(before + after)
    return before.isdigit() and after.isdigit()
