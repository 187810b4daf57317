"""repair.glyph: look-alikes and homophones that content farms plant for ordinary characters. Knows evidence; the pairs are a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal, NamedTuple

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.data.counts import counts
from textclean.han.chars import CLOSING, OPENING, is_han
from textclean.han.fold import fold
from textclean.han.gate import gate
from textclean.han.mention import japanese
from textclean.han.model import association, pair

_TRADITIONAL = 0.15
"""Share of traditional characters, among those that tell a script, above which a text is traditional and left alone."""

_STRONG = 12.0  # sum of the logarithms of both pairs that the right character makes with its neighbours: 64 times each
_ALONE = 16.0  # the same where nothing else in the document speaks for it: 256 times each
_WITNESSES = 3  # other strong hits that let weaker ones pass
_WEAK = 7.0
_BESIDE_TWO = 9.0
_ORDINARY = 10.5  # for a character that simplified text does write
_ONE_SIDED = 10.0  # what the pair on one side must weigh where the other was never counted
_WORD = 2.0  # powers of two by which that pair must stand together oftener than by chance
_MISSING = 2.0  # what that costs
_COMMON = 5.0  # logarithm of the count of a neighbour that says something about what stands beside it
_CLOSE_RIVAL = 2.0  # two candidates nearer to each other than this: neither


# Characters of written Cantonese: a text with some of them is no farm's work on standard Chinese.
_CANTONESE = re.compile("[哋冇乜嘢嘅咗喺嚟唔佢咁嗰啲畀攞搵瞓嘥嘈噉咩喎啱]")
_CANTONESE_TEXT = 2


@dataclass(frozen=True)
class Glyph(Cleaner):
    """Put back characters for which a look-alike or homophone was planted: 操作鍺 → 操作者, 政笁 → 政工.

    Content farms replace one character in each block of about sixty to look original to search engines. A planted character
    makes pairs with its neighbours that nobody writes, and the right one makes pairs that everybody writes; both are needed.
    What is doubtful alone passes beside strong hits of other characters in the same document.

    Level `safe` acts only beside three strong hits of other characters; `farm` also tries pairs whose planted character is an
    ordinary one (茬 for 在), beside such hits.

    Stay: traditional documents; characters that stand in quotes of their own anywhere in the text (“悝”); a character whose
    neighbours were ever counted beside it, or that comes back beside the same neighbour where it is no plant (一蔀); anything
    for which two candidates fit about as well; texts in Cantonese; a character beside another rare one.
    """

    name: ClassVar[str] = "repair.glyph"
    safety: ClassVar[Safety] = Safety.GUESS
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes", "debris", "unify.linebreaks")

    level: Literal["safe", "standard", "farm"] = "standard"

    def versions(self) -> dict[str, str]:
        return {name: data.version(name) for name in ("glyphs.tsv", "bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        candidates = _candidates(self.level == "farm")
        suspects = _suspects(self.level == "farm")
        if suspects.search(view) is None:
            return
        text = masked(view)
        places = [m.start() for m in suspects.finditer(text)]
        spoken_of = {text[at] for at in places if _is_spoken_of(text, at)}
        places = [at for at in places if text[at] not in spoken_of]
        if not places or _is_traditional(text) or len(_CANTONESE.findall(text)) >= _CANTONESE_TEXT:
            return
        elsewhere = [range(*span) for span in view.fact(japanese)]
        judged = [
            j for at in places if not any(at in span for span in elsewhere) for j in [_judge(text, at, candidates[text[at]])] if j
        ]
        strong = {j.broken for j in judged if j.weight >= _STRONG}
        accepted = {j.at: j for j in judged if _accepted(j, len(strong - {j.broken}), self.level)}
        for one in accepted.values():
            if _is_consistent(text, one.at, accepted.keys()):
                note = f"2^{one.weight:.0f} to none, {len(strong - {one.broken})} witnesses"
                yield Hit(one.at, one.at + 1, one.right, "", note)


class _Judged(NamedTuple):
    at: int
    broken: str
    right: str
    weight: float  # sum of the logarithms of the pairs that the right character makes on both sides
    rare: bool  # outside GB 2312, and never counted: no simplified text writes it


def _accepted(one: _Judged, witnesses: int, level: str) -> bool:
    if level == "safe":
        return one.rare and one.weight >= _STRONG and witnesses >= _WITNESSES
    if witnesses >= _WITNESSES:
        return one.weight >= (_WEAK if one.rare else _ORDINARY)
    return one.rare and one.weight >= (_ALONE, _STRONG, _BESIDE_TWO)[witnesses]


def _judge(text: str, at: int, candidates: Iterable[str]) -> _Judged | None:
    """The one candidate that fits, where the pairs that the character makes as written were never counted."""
    broken, left, right = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if pair(left, broken) >= 0 or pair(broken, right) >= 0:
        return None
    if any(is_han(c) and counts().unigram(fold(c)) < _COMMON for c in (left, right)):
        return None  # rare words stand together: 芣苢, 荇菜 beside 参差
    if text[max(0, at - 2) : at + 3].count(broken) > 1:
        return None  # 得嘚得嘚: a farm replaces one character in sixty, a writer repeats
    weighed = []
    for candidate in candidates:
        sides = [pair(a, b) for a, b, neighbour in ((left, candidate, left), (candidate, right, right)) if is_han(neighbour)]
        known = [side for side in sides if side >= 0]
        if len(known) == len(sides) > 0:
            weighed.append((sum(known), candidate))
        elif known and known[0] >= _ONE_SIDED and max(association(left, candidate), association(candidate, right)) >= _WORD:
            weighed.append((known[0] - _MISSING, candidate))
    weighed.sort(reverse=True)
    if not weighed or (len(weighed) > 1 and weighed[0][0] - weighed[1][0] < _CLOSE_RIVAL):
        return None
    return _Judged(at, broken, weighed[0][1], weighed[0][0], _is_rare(broken))


@cache
def _is_rare(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return counts().unigram(character) < 5
    return False


def _is_consistent(text: str, at: int, accepted: Collection[int]) -> bool:
    """False if the character stands beside the same neighbour elsewhere and is no plant there: then the writer uses it so."""
    for start in (at - 1, at):
        word = text[max(start, 0) : start + 2]
        if len(word) == 2 and is_han(word[0]) and is_han(word[1]):
            if not _is_rare(text[at]) and text.count(word) > 1:
                return False  # a real word comes back, a plant beside the same neighbour hardly ever
            found = text.find(word)
            while found >= 0:
                if found + at - start not in accepted:
                    return False
                found = text.find(word, found + 1)
    return True


def _is_spoken_of(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return before != "" and before in OPENING and after != "" and after in CLOSING


def _is_traditional(text: str) -> bool:
    traditional, simplified = gate("t2s").evidence(text)
    return traditional > _TRADITIONAL * (traditional + simplified)


@cache
def _candidates(every: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for broken, right, ambiguity, *_ in data.rows("glyphs.tsv"):
        if (every or ambiguity != "high") and not _CANTONESE.match(broken):
            found.setdefault(broken, []).append(right)
    return {broken: tuple(rights) for broken, rights in found.items()}


@cache
def _suspects(every: bool) -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join(_candidates(every))) + "]")
