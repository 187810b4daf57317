"""Text made fit to be shown: what cannot be seen is drawn, and nothing reaches a terminal as a command. Knows no result."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NAMES = {
    "\0": "NUL", "\n": "LF", "\r": "CR", "\t": "TAB", "\x1b": "ESC", "\x7f": "DEL", "\x85": "NEL", "\xa0": "NBSP", "\xad": "SHY",
    "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LS", "\u2029": "PS",
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2060": "WJ", "\ufeff": "BOM",
}  # fmt: skip
"""The abbreviations of the Unicode standard, for what is met often; all else is told by its number."""
# Letters and marks by category that show nothing all the same: fillers, variation selectors, the empty Braille cell.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_RUN = re.compile(r"(.)\1*", re.S)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_SPACES = " \u3000"
_SAVING = 16
"""Code points that the note on what was left out takes up itself."""


def visible(text: str, *, spaces: bool = False) -> str:
    """`text` with each invisible or unassigned character as ⟨ZWSP⟩ or ⟨U+E0041⟩, and a run of n equal ones as ⟨ZWSP×n⟩.

    The plain and the ideographic space stay as they are unless `spaces` is set. The result holds no control character.

    >>> visible("a\\u200bb\\x1b[31m\\n\\n")
    'a⟨ZWSP⟩b⟨ESC⟩[31m⟨LF×2⟩'
    >>> visible("\\u3000 甲", spaces=True)
    '⟨U+3000⟩␣甲'
    """
    # Printable is all but what is unseen, except for blanks of its own kind and spaces other than U+0020.
    if text.isprintable() and not (spaces and " " in text) and not _BLANK.search(text):
        return text
    return _RUN.sub(lambda run: _drawn(run[0], spaces), text)


def _drawn(run: str, spaces: bool) -> str:
    character = run[0]
    if not _unseen(character) or (not spaces and character in _SPACES):
        return run
    if character == " ":
        return "␣" * len(run)
    name = _NAMES.get(character) or f"U+{ord(character):04X}"
    return f"⟨{name}×{len(run)}⟩" if len(run) > 1 else f"⟨{name}⟩"


@lru_cache(maxsize=4096)
def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or bool(_BLANK.match(character))


def shortened(text: str, limit: int) -> str:
    """`text`, or its two ends and the number of code points between them, if it is so long that this saves something.

    >>> shortened("天" + "地" * 98 + "人", 6)
    '天地地 … (94 more) … 地地人'
    """
    if len(text) <= limit + _SAVING:
        return text
    half = limit // 2
    return f"{text[:half]} … ({len(text) - 2 * half:,} more) … {text[-half:]}"
