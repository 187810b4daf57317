"""debris.noise: paragraphs of characters in no order, which sites put in against copies. Knows neighbours' likelihood, no wording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import count_han
from textclean.han.fold import fold
from textclean.han.lines import Line, counted, prose_lines, whole, written_lines
from textclean.han.model import pairs_counted, surprise

_LEAST = 30  # Chinese characters of a line of which it can be told
_LEAST_BESIDE = 20  # the same in a text that has such a paragraph
_ORDERED = 0.7
"""Share of neighbours that GB 2312 has in the same order, from which a line is a table of characters: it sorts by sound, then by strokes."""
# Characters drawn at random from the 2,500 commonest: 93 in a hundred lines of thirty have at most so many pairs that were ever
# counted, and all but one in a thousand such a surprise. The least of 5,962 unmarked runs of histories, statutes and verse
# was 0.26; the Hundred Surnames have 0.26, the Thousand Characters 0.53, a dharani 0.22.
_COUNTED, _SURPRISE = 0.16, 13.5
_RUBBLE = lazy_compile("(?=(?:[^锟斤拷烫屯\ufffd]*[锟斤拷烫屯\ufffd]){9})[锟斤拷烫屯嚙踝蕭\ufffd ?!,，。？！…·0-9]+")
_OF_RUBBLE = lazy_compile("[锟斤拷烫屯\ufffd]")
_SENSE = 11.0  # bits a character of the prose beside which such a line is noise


@dataclass(frozen=True)
class Noise(Cleaner):
    """Remove a paragraph of thirty and more Chinese characters that stand in no order: 飞液件打操朝亿陷礼壁目纹…

    Sites mix such paragraphs into a text so that copies of it are told. It has no mark, and hardly a pair of its neighbours was
    ever written by anybody, while the rest of the text is ordinary prose.

    A line of nothing but what broken encodings leave (锟斤拷, 烫烫烫, U+FFFD) goes too: nothing of it can be read again.

    Stay: lists of names, of surnames, of drugs; the Thousand Characters, sutras and spells; tables of characters in the order of a
    dictionary; what the line above announces with a colon; a text with more noise than prose.
    """

    name: ClassVar[str] = "debris.noise"
    safety: ClassVar[Safety] = Safety.GUESS
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")

    rules: ClassVar[dict[str, str]] = {
        "paragraph": "A paragraph of characters in no order goes.",
        "rubble": "A line of what broken encodings leave goes.",
    }

    def versions(self) -> dict[str, str]:
        return {"bigrams.bin": data.version("bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        text = masked(view)
        written = view.fact(written_lines)
        rubble = {k for k, line in enumerate(written) if _RUBBLE.fullmatch(line.bare)} if _OF_RUBBLE.search(view) else set[int]()
        if rubble and len(rubble) < len(written):
            yield from (
                Hit(*whole(view, written[k]), "", "rubble") for k in sorted(rubble) if not _is_announced(written, rubble, k)
            )
        han, has_mark = view.fact(counted)
        unmarked = ((han >= _LEAST_BESIDE) & ~has_mark).nonzero()[0].tolist()
        said = {k: text[written[k].start : written[k].end] for k in unmarked if k not in rubble}
        noise = {k for k, line in said.items() if _is_noise(line, _LEAST)}
        if not noise:
            return
        noise |= {k for k, line in said.items() if _is_noise(line, _LEAST_BESIDE)}
        prose = "\n".join(line.text for line in written if line.start in view.fact(prose_lines))
        if count_han(prose) < sum(count_han(written[k].text) for k in noise) or surprise(prose) > _SENSE:
            return
        for k in sorted(noise):
            if not _is_announced(written, noise, k):
                yield Hit(*whole(view, written[k]), "", "paragraph", f"{count_han(written[k].text)} characters in no order")


def _is_noise(line: str, least: int) -> bool:
    han = "".join(line.split())
    if len(han) < least or count_han(han) < len(han):
        return False
    return pairs_counted(han) <= _COUNTED and surprise(han) >= _SURPRISE and not _is_table(han)


def _is_table(characters: str) -> bool:
    codes = [c.encode("gb2312", "ignore") for c in fold(characters)]
    ascending = np.mean([a < b for a, b in pairwise(codes)])
    return bool(ascending >= _ORDERED)


def _is_announced(written: Sequence[Line], noise: set[int], k: int) -> bool:
    while k > 0 and k in noise:
        k -= 1
    return written[k].bare.endswith(("：", ":"))
