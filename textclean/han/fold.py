"""One form for width, script and quotes, character for character, so that positions stay. For comparing, never for output."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np

from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.han.codes import CODE_POINTS, Codes, code_points, identity, text_of
from textclean.han.tables import chain

_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "\xa0": " "}
_MARKS = dict(zip("「」『』“”‘’＂＇〝〞", '""\'\'""\'\'"\'""', strict=True))
_BARED = "\"',.;:!?()[]{}<>，。、；：！？…—·《》〈〉【】〔〕（）*`~" + "".join(c for c in map(chr, range(0x3001)) if c.isspace())
_BARE = lazy_compile(f"[{re.escape(_BARED)}]+")


@cache
def _table() -> Codes:
    table = identity()
    characters = {key: value for part in reversed(chain("t2s")[0]) for key, value in part.items() if len(key) == len(value) == 1}
    for character, form in (characters | _WIDTH | _MARKS).items():
        table[ord(character)] = ord(form)
    return table


def fold(text: str) -> str:
    """`text` in half width, simplified characters and straight quotes, of the same length. For comparison only.

    >>> fold("「資訊」，ＡＢＣ")
    '"资讯",ABC'
    """
    if isinstance(text, View):
        return text.fact(folded)
    # An array is not worth its while for a single character, which are asked for by the thousand.
    return _folded_character(text) if len(text) == 1 else text_of(fold_codes(code_points(text)))


def fold_codes(codes: Codes) -> Codes:
    """The same for characters given as code points, in an array of any shape."""
    folded: Codes = _table().take(codes)
    return folded


@lru_cache(maxsize=1 << 14)
def _folded_character(character: str) -> str:
    return chr(_table()[ord(character)])


def folded(view: View) -> View:
    """The whole text folded, once for all who compare. A fact: `view.fact(folded)`."""
    return View(text_of(fold_codes(code_points(view))))


def bare_lines(view: View) -> list[str]:
    """What `bare` leaves of each line, told from all characters at once; of a blank line nothing.

    >>> bare_lines(View("《甲》：乙\\n\\n國"))
    ['甲乙', '', '国']
    """
    left = _of_bare().take(code_points(view))
    return text_of(left[left != _NOTHING]).split("\n")


_NEWLINE = ord("\n")
_NOTHING = np.uint32(CODE_POINTS)


@cache
def _of_bare() -> Codes:
    """What `bare` leaves of each code point: its folded form, or nothing. A newline is there too, to part lines."""
    table = _table().copy()
    is_bared = np.zeros(CODE_POINTS, np.bool_)
    is_bared[[ord(character) for character in _BARED]] = True
    table[is_bared.take(_table())] = _NOTHING
    table[_NEWLINE] = _NEWLINE
    return table


def bare(text: str) -> str:
    """The folded text without blanks and punctuation: what two copies share. Signs that mean something (-, +, %, α) stay.

    >>> bare("《用餐管理制度》、等") == bare("“用餐管理制度”等")
    True
    """
    return _BARE.sub("", fold(text))
