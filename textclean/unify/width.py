"""unify.width: letters and digits in half width, punctuation of Chinese in its ordinary form. Knows a table, no context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import CharacterMap, Safety
from textclean.core.view import View

_WIDE = "".join(chr(c) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
_NARROW = str.maketrans({c: chr(ord(c) - 0xFEE0) for c in _WIDE + "－．＿／＠＋＆：～％"})
_RUN = re.compile(f"[{_WIDE}]+(?:[－．＿／＠＋＆]+[{_WIDE}]+)*")

_FORMS = str.maketrans(
    {
        "﹐": "，", "﹑": "、", "﹒": "．", "﹔": "；", "﹕": "：", "﹖": "？", "﹗": "！", "｡": "。", "､": "、", "｢": "「", "｣": "」",
        "・": "·", "･": "·", "‧": "·", "∙": "·", "﹙": "（", "﹚": "）",
    }
)  # fmt: skip
# Between two digits ﹕ is a ratio's, ﹒ a number's: what they should be there is not certain.
_FORM_CLASS = "[" + re.escape("".join(map(chr, _FORMS))) + "]"
_FORM = re.compile(f"(?<![0-9]){_FORM_CLASS}|{_FORM_CLASS}(?![0-9])")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")


@dataclass(frozen=True)
class Width(CharacterMap):
    """Full-width letters and digits become half-width, with the hyphens and dots between them: ＡＢＣ－１００ to ABC-100.

    Typesetting for a grid made them wide; every reader and tool means the plain letter. Small, half-width and dotted variants of
    Chinese marks (﹔ ｡ ・) become the mark itself.

    Stay: full-width Chinese punctuation, circled and Roman numbers, units (㎡ ℃), and the middle dot of a text with kana.
    """

    name: ClassVar[str] = "unify.width"
    safety: ClassVar[Safety] = Safety.SAFE
    after: ClassVar[tuple[str, ...]] = ("repair",)

    def map(self, view: View) -> str:
        out: str = view
        if _RUN.search(out):
            out = _RUN.sub(lambda m: m[0].translate(_NARROW), out)
        if _FORM.search(out) and not _KANA.search(out):
            out = _FORM.sub(lambda m: m[0].translate(_FORMS), out)
        return out
