"""Which marks a text holds and how they stand, told from all its characters at once. Knows no cleaner and no context."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from textclean.core.view import View, ascii_in
from textclean.han.codes import CODE_POINTS, at_any, code_points, text_of

CHINESE_MARKS = "，、；：。！？"
HALF_MARKS = ",;:?!.()"
OTHER_QUOTES = "\"＂〝〞„‟'「」『』﹁﹂﹃﹄"
_MARK, _OPEN, _CLOSE, _OTHER, _LINE, _DOT, _ELLIPSIS = (1 << bit for bit in range(7))  # _BLANK is the last: _MARK << 7
_BLANK = _MARK << 7
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF


def signs_in(view: View) -> str:
    """The characters of a text outside the block of Chinese ones that nearly all text is written in, each once, in order. A fact.

    A look for a rare sign is over when it is not among these few dozen.

    >>> signs_in(View("ＡＢＣ，甲乙丙，丁。"))
    '。，ＡＢＣ'
    """
    codes = code_points(view)
    return "".join(sorted(set(text_of(codes[(codes < _FIRST_HAN) | (codes > _LAST_HAN)]))))


def marks_are_plain(view: View) -> bool:
    """True if no mark of a text is half-width, none stands beside another, and an ellipsis has its two signs. A fact.

    >>> [marks_are_plain(View(text)) for text in ("好，走……吧。", "好,走吧。", "好，，走", "好…走")]
    [True, False, False, False]
    """
    ascii_held = view.fact(ascii_in)
    if not ascii_held.isdisjoint(HALF_MARKS) or ("-" in ascii_held and "--" in view):
        return False
    kinds = view.fact(_kinds)
    before, behind = kinds[:-1], kinds[1:]
    # Where a blank stands behind a mark, another mark may stand behind that.
    if ((before & behind & (_MARK | _DOT)) | (before & (behind >> 7))).any():
        return False
    return not view.fact(_held) & _ELLIPSIS or _are_in_twos(at_any(kinds, _ELLIPSIS))


def _are_in_twos(at: NDArray[np.intp]) -> bool:
    """True if ascending places are neighbours two by two."""
    first, second = at[::2], at[1::2]
    return len(first) == len(second) and bool(np.all(second - first == 1)) and bool(np.all(first[1:] - second[:-1] > 1))


def quotes_alternate(view: View) -> bool:
    """True if a text has no quotes but “ and ”, by turns and closed on the line on which they open. A fact.

    >>> [quotes_alternate(View(text)) for text in ("“好”，“走”", "“好“", "“好\\n走”", "「好」")]
    [True, False, False, False]
    """
    held = view.fact(_held)
    if held & _OTHER:
        return False
    if not held & (_OPEN | _CLOSE):
        return True
    kinds = view.fact(_kinds)
    told = kinds.take(at_any(kinds, _OPEN | _CLOSE | _LINE))
    opens = told == _OPEN
    closed = int(np.count_nonzero(told == _CLOSE))
    return not opens[-1] and int(np.count_nonzero(opens)) == closed and bool(np.all(told[1:][opens[:-1]] == _CLOSE))


def _kinds(view: View) -> NDArray[np.uint8]:
    return _table().take(code_points(view))


def _held(view: View) -> int:
    """Every kind that a text holds, as flags."""
    return int(np.bitwise_or.reduce(view.fact(_kinds))) if view else 0


@cache
def _table() -> NDArray[np.uint8]:
    table = np.zeros(CODE_POINTS, np.uint8)
    flagged = (
        (CHINESE_MARKS, _MARK),
        ("“", _OPEN),
        ("”", _CLOSE),
        (OTHER_QUOTES, _OTHER),
        ("\n", _LINE),
        ("·", _DOT),
        ("…", _ELLIPSIS),
        (" \t", _BLANK),
    )
    for characters, flag in flagged:
        table[[ord(c) for c in characters]] |= flag
    return table
