"""repair.glyph: look-alikes and homophones that content farms plant for ordinary characters. Knows evidence; the pairs are a table."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.data.counts import counts
from textclean.han.chars import CLOSING, HAN, OPENING, is_general, is_han, is_ordinary
from textclean.han.codes import code_points
from textclean.han.fold import fold
from textclean.han.gate import gate
from textclean.han.lookalike import Candidate, listed, proposed
from textclean.han.mention import has_kana, is_of_japan, japanese
from textclean.han.model import association, surprise
from textclean.han.stray import doubtful_strays
from textclean.repair._planted import Doubts, Habits, Weighed, may_gain, weigh

Level = Literal["safe", "standard", "farm"]

_TRADITIONAL = 0.15
"""Share of traditional characters, among those that tell a script, above which a text is traditional and left alone."""
_CLASSICAL = 11.0
"""Bits a character above which a text is none of modern prose. Statutes, encyclopaedia and translated histories have 5.6 to
9.3, verse 12.1 and more, in documents of forty lines (tuning half)."""
_RUN, _IN_RUN = 10, 2
"""As many other traditional characters, so near, and a suspect stands in a quotation or a title in traditional script."""

# Odds are natural logarithms, and reckoned for a text in which two of a hundred characters are planted.
_USUAL = 0.02
_PAGE = 1500  # code points: a shorter text says no more about how much was planted
_FAITH = 0.3  # planted characters that are expected in any text before one is seen
_ROUNDS, _SETTLED = 20, 0.05
_CERTAIN = 1.5
_ENOUGH = 3  # certain ones from which a text is known to be tampered with
_NEEDED = -0.9  # odds from which a suspect is put right
_SAFE = 2.5  # the same at level `safe`
# What is needed more:
_STANDING = 1.8  # for a character of the standards of simplified text
_NAME = 1.5  # and again where it may be part of a name of a person or a place
_UNPROVEN = 5.0  # for one that GB 2312 holds, or Japan writes, where nothing shows that the text was tampered with
_UNLISTED = 1.0  # for one that no table knows
_COMMON = 4.0  # for one that the table calls an ordinary character, or a real word of some region, faith or trade
# What is needed less:
_ON_BEAT = 1.5  # where the farm's own step leads to it
# And what it must have besides:
_FITS = -6.0  # bits by which its candidate may be less likely there than anywhere, where the text is not known to be tampered with
_LIKELIER = 5.0  # bits by which the right character must be likelier than the one that stands there
_CLOSE_RIVAL = 1.5  # bits between two candidates below which neither is taken
_CLOSE_GUESS = 3.1  # the same for candidates that no table knows

_WORDLIKE = 3.0  # powers of two by which two characters of a word stand together oftener than by chance
_USUAL_STEP = 57, 64  # code points between two planted characters on the pages of a farm that are known
_BEATS = 3  # steps between two hits up to which a distance tells something
_SHORTEST = 20
_MOST_BONUS = 2 * _ON_BEAT * sum(1 / beats for beats in range(1, _BEATS + 1))
_JITTER = 4  # code points by which a step may be off
_GAPS = 3  # distances from which a step can be told
_AGREEING = 0.7  # share of them that must agree

_HARDLY_EVER, _SELDOM = 4.0, 10.0
"""Logarithms of the counts below which a character may be planted though no table knows it: of one outside the standards, and of any
other in a text that is known to be tampered with."""

# Characters of written Cantonese: where two kinds of them stand near each other, no farm was at work on standard Chinese.
_CANTONESE = "哋冇乜嘢嘅咗喺嚟唔佢咁嗰啲畀攞搵瞓嘥嘈噉咩喎啱"
_IS_CANTONESE = lazy_compile(rf"([{_CANTONESE}])(?!\1)[^\n]{{0,8}}?(?!\1)[{_CANTONESE}]")


# A line that speaks of how characters are written, and quotations, which may show it. Each pattern begins with a fixed string, for speed,
# and none goes beyond its line.
_TALK = tuple(
    lazy_compile(pattern)
    for pattern in (
        "火星文",
        "部首",
        "偏旁",
        "形近",
        "也。(?<=[一二三四]也。)",
        "字(?:[旁头頭底形]|(?<=[造错錯别別这這些几個个]字)|(?<=[异異][体體]字)|(?<=[生冷]僻字))",
    )
)
_QUOTED = lazy_compile("[“‘「『][^“”‘’「」『』\n]{2,24}[”’」』]")
_MARTIAN = 2
_FIRMS = (
    *("有限公司", "有限责任公司", "股份公司", "集团公司", "商行", "商店", "饭店"),
    *("酒楼", "茶庄", "药房", "工厂", "加工厂", "合作社"),
)
_FIRM = lazy_compile(f"[{HAN}]{{2,14}}?(?:{'|'.join(_FIRMS)})(?![{HAN}])")


@dataclass(frozen=True)
class Glyph(Cleaner):
    """Put back characters for which a look-alike or homophone was planted: 收音机爱好鍺都知道 → 收音机爱好者都知道.

    Content farms replace one character in each block of about sixty to look original to search engines. A planted character
    makes pairs with its neighbours that nobody writes, and the right one makes pairs that everybody writes; both are needed.
    What is doubtful alone passes beside strong hits of other characters in the same document, the more so where it stands the
    same step from them as they stand from each other.

    Level `safe` acts only beside three other characters that are as good as certain; `farm` also tries characters that no table
    knows: candidates are then everyday characters that share a part or a sound with what stands there.

    Stay: traditional documents, and runs of traditional characters in simplified ones; characters that stand in quotes of their
    own anywhere in the text (“悝”), or in a line that speaks of writing; quotations with several suspects, which show how
    somebody writes; the names of firms; a character that makes a word of its own with its neighbour (找茬), or that the text repeats where it is no
    plant; anything for which two candidates fit about as well; verse, classical prose, and texts in Cantonese.
    """

    name: ClassVar[str] = "repair.glyph"
    safety: ClassVar[Safety] = Safety.GUESS
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes", "debris", "unify.linebreaks")

    level: Level = "standard"

    def versions(self) -> dict[str, str]:
        tables = ("glyphs.tsv", "bigrams.bin", *(("components.tsv", "readings.tsv") if self.level == "farm" else ()))
        return {name: data.version(name) for name in tables}

    def find(self, view: View) -> Iterator[Hit]:
        suspects = _positions(view, _suspects(self.level))
        if not suspects:
            return
        text = masked(view)
        different = {view[at] for at in suspects}
        # So few do not tell that a text was tampered with: then one of them must stand out by itself, which is told sooner.
        are_few = self.level != "farm" and len(different) < _ENOUGH and not gate("t2s").evidence(text)[0]
        if are_few and not may_gain(text, [(at, listed()[text[at]]) for at in suspects if text[at] in listed()], _LIKELIER):
            return
        if _is_another_language(text) or _is_literary(text):
            return
        reserved, perhaps = _reserved(text, self.level), set[int]()
        for start, end in view.fact(japanese):
            (reserved if has_kana(view[start:end]) else perhaps).update(range(start, end))
        strays = _strays(text, reserved)
        found = new = _planted(text, {}, reserved, perhaps, strays, self.level)
        doubtful = set(_positions(text, _any(self.level))) - reserved
        while any(at + step in doubtful and at + step not in found for at in new for step in (-2, -1, 1, 2)):
            # What was put back is a sound neighbour for what stands beside it.
            new = _planted(_with(text, found), found, reserved, perhaps, strays, self.level)
            found |= new
        planted = {one.broken for one in found.values()}
        for one in found.values():
            others = len(planted - {one.broken})
            beside = f"; {others} other characters of this text were planted" if others > 1 else ""
            yield Hit(one.at, one.at + 1, one.right, "", f"{_times(one.features.gain)} likelier between its neighbours{beside}")


def _times(bits: float) -> str:
    """A difference in bits, in words.

    >>> _times(5.4), _times(16.0)
    ('42 times', '66 thousand times')
    """
    times = 2**bits
    return f"{times:.0f} times" if times < 1000 else f"{times / 1000:.0f} thousand times" if times < 1e6 else "a million times"


def _planted(
    text: str,
    found: dict[int, Weighed],
    reserved: Collection[int],
    perhaps: Collection[int],
    strays: Collection[str],
    level: Level,
) -> dict[int, Weighed]:
    """The planted characters that can be told now; `found` are those told before, which `text` already has right.

    Characters at `reserved` positions are none; those at `perhaps` may be Japanese, unless the text is known to be tampered with.
    `strays` were planted too, but their right forms are another cleaner's affair.
    """
    suspects, tampered = _suspected(text, found, reserved, perhaps, strays, level)
    odds = _confirmed(suspects, found.values(), len(text), len(strays))
    if not any(odds[one.at] + _MOST_BONUS >= _NEEDED for one in suspects):
        return {}
    beat = _Beat(sorted({*found, *(one.at for one in suspects if odds[one.at] >= _CERTAIN)}))
    accepted = {
        one.at: one
        for one in suspects
        if odds[one.at] + _MOST_BONUS >= _NEEDED
        and _stands_out(one, tampered)
        and odds[one.at] + beat.bonus(one.at) >= _needed(one, level, tampered)
    }
    own = _own_words(text, accepted, suspects)
    kept = {broken for broken in own if is_ordinary(broken) or not tampered}
    return {at: one for at, one in accepted.items() if one.broken not in kept}


def _suspected(
    text: str,
    found: dict[int, Weighed],
    reserved: Collection[int],
    perhaps: Collection[int],
    strays: Collection[str],
    level: Level,
) -> tuple[list[Weighed], bool]:
    """The suspects, weighed, and whether the text is known to be tampered with: then ordinary characters are suspect too."""
    habits = Habits(text, _known())

    def choices(characters: NDArray[np.bool_], candidates: Callable[[str], Sequence[Candidate]]) -> Doubts:
        places = (at for at in _positions(text, characters) if at not in reserved and at not in found)
        return [(at, right) for at in places if (right := candidates(text[at]))]

    never = choices(_known(), lambda c: listed()[c])
    if level == "farm":
        never += choices(_rare(), proposed)
    # Ordinary characters are suspects only where enough others can be certain.
    enough = len({*(text[at] for at, _ in never), *(one.broken for one in found.values()), *strays}) >= _ENOUGH
    seldom = [] if level == "safe" or not enough else choices(_ordinary(), lambda c: listed(("high",))[c])
    weighed = weigh(text, habits, never + seldom)  # in one go, though it may turn out that only the first are wanted
    suspects, ordinary = weighed[: len(never)], weighed[len(never) :]
    unlike = [one for one in suspects if one.at not in perhaps]
    first = _confirmed(unlike, found.values(), len(text), len(strays))
    certain = {one.broken for one in (*found.values(), *(one for one in unlike if first[one.at] >= _CERTAIN))} | set(strays)
    tampered = len(certain) >= _ENOUGH
    if level == "safe":
        return [one for one in suspects if len(certain - {one.broken}) >= _ENOUGH and (tampered or one in unlike)], tampered
    if not tampered:
        return unlike, False
    if level == "farm":
        ordinary += weigh(text, habits, choices(_seldom(), proposed))
    return suspects + ordinary, True


def _own_words(text: str, accepted: Collection[int], suspects: Sequence[Weighed]) -> set[str]:
    """Characters that the text also has where nothing speaks against them, and not as a part of a word that was counted."""
    taken = {one.broken for one in suspects if one.at in accepted}
    return {one.broken for one in suspects if one.broken in taken and one.at not in accepted and not _makes_word(text, one.at)}


def _confirmed(judged: Sequence[Weighed], others: Collection[Weighed], length: int, strays: int) -> dict[int, float]:
    """Odds of each suspect, given what all the others say about how much of the text is planted: expectation maximisation.

    Each character bears witness once, however often it stands in the text, and not for itself: a name that comes back proves
    nothing. A text in which nobody planted anything has a few rare characters that look so, and stays below.
    """
    names = {broken: k for k, broken in enumerate(dict.fromkeys(one.broken for one in (*others, *judged)))}
    own = np.array([names[one.broken] for one in judged], np.intp)
    sure = np.zeros(len(names))
    sure[[names[one.broken] for one in others]] = 1.0
    alone = np.array([one.odds for one in judged])
    wanted = _USUAL * max(length, _PAGE)
    odds = alone + log(_FAITH / wanted)
    for _ in range(_ROUNDS):
        witness = sure.copy()
        np.maximum.at(witness, own, 1 / (1 + np.exp(-odds)))
        before, odds = odds, alone + np.log(np.minimum(1.0, (_FAITH + strays + witness.sum() - witness[own]) / wanted))
        if np.all(np.abs(odds - before) < _SETTLED):
            break
    return dict(zip((one.at for one in judged), odds.tolist(), strict=True))


def _stands_out(one: Weighed, tampered: bool) -> bool:
    """True if no other candidate is nearly as good, and if the text's neighbours ask for this one where nothing else does."""
    is_tabled = one.broken in listed() or one.broken in listed(("high",))
    close = _CLOSE_RIVAL if is_tabled else _CLOSE_GUESS
    features = one.features
    return bool(features.gain >= _LIKELIER and features.margin >= close and (tampered or features.fit >= _FITS))


def _needed(one: Weighed, level: Level, tampered: bool) -> float:
    if one.broken in listed(("high",)):
        return _NEEDED + _COMMON
    if one.broken not in listed():
        return _NEEDED + _UNLISTED
    doubt = 0.0 if tampered else _NAME * one.features.named
    if is_ordinary(one.broken) or is_general(one.broken):
        doubt = _STANDING + _NAME * (one.features.named or one.features.placed)
    if (is_ordinary(one.broken) or is_of_japan(one.broken)) and not tampered:
        doubt = max(doubt, _UNPROVEN)
    return (_SAFE if level == "safe" else _NEEDED) + doubt


class _Beat:
    """The step at which a farm planted its characters, told from the distances of those that are certain.

    Where these are too few to tell, it is the step of the farms that are known.
    """

    def __init__(self, at: Sequence[int]) -> None:
        self._at = at
        self._least, self._most = _USUAL_STEP
        gaps = np.diff(at)
        if len(gaps) < _GAPS:
            return
        self._least = self._most = 0
        steps = np.unique(np.rint(np.concatenate([gaps / k for k in range(1, _BEATS + 1)])))
        steps = steps[steps >= _SHORTEST]
        if len(steps):
            agreeing = (_beats(gaps[:, None], steps - _JITTER, steps + _JITTER) > 0).sum(axis=0)
            best = int(agreeing.argmax())
            if agreeing[best] >= _AGREEING * len(gaps):
                self._least, self._most = int(steps[best]) - _JITTER, int(steps[best]) + _JITTER

    def bonus(self, at: int) -> float:
        """What it adds to a suspect's odds that it stands one, two or three steps from a neighbour, on both sides."""
        if not self._most:
            return 0.0
        k = bisect_left(self._at, at)
        near = np.array([abs(other - at) for other in (*self._at[max(0, k - 1) : k], *self._at[k : k + 2]) if other != at])
        beats = _beats(near, self._least, self._most)
        return float((_ON_BEAT / beats[beats > 0]).sum())


def _beats(gaps: NDArray[np.int64], least: NDArray[np.float64] | int, most: NDArray[np.float64] | int) -> NDArray[np.float64]:
    """How many steps, each from `least` to `most` long, a distance is; 0 if it is none, or too many to tell."""
    beats: NDArray[np.float64] = np.rint(2 * gaps / (least + most))
    beats[(beats > _BEATS) | (gaps < beats * least) | (gaps > beats * most)] = 0
    return beats


def _with(text: str, found: dict[int, Weighed]) -> str:
    characters = list(text)
    for at, one in found.items():
        characters[at] = one.right
    return "".join(characters)


def _makes_word(text: str, at: int) -> bool:
    """True if the character was counted beside its neighbour, oftener than by chance: 找茬."""
    pairs = ((text[at - 1 : at] if at else "", text[at]), (text[at], text[at + 1 : at + 2]))
    return any(is_han(a) and is_han(b) and association(fold(a), fold(b)) > 0 for a, b in pairs)


def _reserved(text: str, level: Level) -> set[int]:
    """Positions of suspects in a run of traditional characters, of those that the text speaks of, or that it shows in quotation.

    What stands in quotes of its own anywhere (“悝”) is spoken of everywhere; a line about writing speaks of all that it holds.
    """
    suspects = _positions(text, _any(level))
    spoken_of = {text[at] for at in suspects if _is_spoken_of(text, at)}
    talk = {at for span in _shown(text, suspects) for at in range(*span)}
    known = _known()
    traditional = [at for at in gate("t2s").source_positions(text) if not known[ord(text[at])]]
    near = [bisect_left(traditional, at + _RUN + 1) - bisect_left(traditional, at - _RUN) for at in suspects]
    # Nobody plants one character twice in a row; pet names and sounds are made so.
    talk |= {
        at for one, other in itertools.pairwise(suspects) if other == one + 1 and text[one] == text[other] for at in (one, other)
    }
    return {at for at, n in zip(suspects, near, strict=True) if n >= _IN_RUN or text[at] in spoken_of or at in talk}


def _shown(text: str, suspects: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Spans that show characters rather than write them, in the lines where suspects stand."""
    listed_at = _positions(text, _any("standard"))
    has_firms = any(word in text for word in _FIRMS)
    for start, end in _lines_of(text, suspects):
        if any(pattern.search(text, start, end) for pattern in _TALK):
            yield start, end
            continue
        # So many suspects in one quotation no spinner plants: it shows how somebody writes.
        quoted = (match.span() for match in _QUOTED.finditer(text, start, end))
        yield from (span for span in quoted if bisect_left(listed_at, span[1]) - bisect_left(listed_at, span[0]) >= _MARTIAN)
        # A firm takes rare characters to be told from others.
        if has_firms:  # told from the whole text, for the expression is slow
            yield from (match.span() for match in _FIRM.finditer(text, start, end))


def _lines_of(text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end in which ascending places lie."""
    end = -1
    for at in places:
        if at > end:
            start = text.rfind("\n", end + 1, at) + 1 or end + 1
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            yield start, end


def _strays(text: str, reserved: Collection[int]) -> set[str]:
    """Traditional characters that stand alone in simplified words, where a farm planted them; none if the text has words of them."""
    alone = set(gate("t2s").source_positions(text)) - set(reserved)
    if not alone:
        return set()
    known = _any("standard")
    alone -= set(doubtful_strays(text))
    lone = [at for at in alone if not known[ord(text[at])] and not {at - 1, at + 1} & alone]
    return {text[at] for at in lone if _in_simplified_word(text, at)} if len(lone) == len(alone) else set()


def _in_simplified_word(text: str, at: int) -> bool:
    """True if its simplified form makes a word with a neighbour that is written as in simplified text."""
    right = fold(text[at])
    beside = ((text[at - 1 : at] if at else "", right), (right, text[at + 1 : at + 2]))
    return any(is_han(a) and is_han(b) and association(a, b) >= _WORDLIKE for a, b in beside)


def _is_spoken_of(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return before != "" and before in OPENING and after != "" and after in CLOSING


def _is_another_language(text: str) -> bool:
    """True for a text in traditional script, as far as characters tell that no farm plants, or in Cantonese."""
    traditional, simplified = gate("t2s").evidence(_without_suspects(text))
    return traditional > _TRADITIONAL * (traditional + simplified) or _IS_CANTONESE.search(text) is not None


def _is_literary(text: str) -> bool:
    """True for verse and classical prose. They read alike in both scripts, so that their conversion does not make them texts to mend."""
    return surprise(_without_suspects(text)) > _CLASSICAL


def _without_suspects(text: str) -> str:
    codes = code_points(text)
    return np.where(_known().take(codes), 0, codes).astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _positions(text: str, characters: NDArray[np.bool_]) -> list[int]:
    found: list[int] = np.flatnonzero(characters.take(code_points(text))).tolist()
    return found


def _flags(characters: Iterable[str]) -> NDArray[np.bool_]:
    flags = np.zeros(0x110000, np.bool_)
    flags[[ord(c) for c in characters]] = True
    return flags


@cache
def _known() -> NDArray[np.bool_]:
    return _flags(listed())


@cache
def _ordinary() -> NDArray[np.bool_]:
    return _flags(listed(("high",)))


@cache
def _rare() -> NDArray[np.bool_]:
    """Characters that no standard of simplified text holds, that were hardly ever counted, and that no table knows."""
    return _flags(c for c in _untabled() if not is_ordinary(c) and not is_general(c) and counts().unigram(fold(c)) < _HARDLY_EVER)


@cache
def _seldom() -> NDArray[np.bool_]:
    """Other characters that no table knows: those seldom counted, and traditional ones, for what they do not simplify to (財 for 才)."""
    return _flags(c for c in _untabled() if fold(c) != c or counts().unigram(c) < _SELDOM) & ~_rare()


def _untabled() -> Iterator[str]:
    tabled = listed().keys() | listed(("high",)).keys()
    return (c for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)) if (c := chr(code)) not in tabled)


def _suspects(level: Level) -> NDArray[np.bool_]:
    return _known_or_rare() if level == "farm" else _known()


@cache
def _any(level: Level) -> NDArray[np.bool_]:
    return _known_or_rare() | _ordinary() | _seldom() if level == "farm" else _known() | _ordinary()


@cache
def _known_or_rare() -> NDArray[np.bool_]:
    return _known() | _rare()
