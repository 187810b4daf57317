"""unify.variant: wrong choices of a converter in traditional text. Knows words through OpenCC's dictionary; does not convert scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

from textclean import data
from textclean.core.cleaner import CharacterMap, Safety
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import count_han
from textclean.han.fold import fold
from textclean.han.gate import gate
from textclean.han.mention import japanese, mentioned
from textclean.han.tables import chain, tables_version

_AMOUNT_AFTER = "佰仟拾百千萬万億亿兆圓圆元角分整貳叁肆伍陸柒捌玖贰陆零"
_AMOUNT_BEFORE = "佰仟拾萬万億亿零貳叁肆伍陸柒捌玖贰陆幣币¥￥圆圓"
_ONE = lazy_compile(rf"(?<![{_AMOUNT_BEFORE}])壹(?:(?![{_AMOUNT_AFTER}])|(?=[百千萬万][多餘余幾几來来](?!.{{0,3}}[元圓圆])))")
_NAMES_OF_ONE = lazy_compile("壹(?:基金|[週周]刊|[傳传]媒|[電电][視视]|[號号][仓倉])")
# Words in which 一 counts nothing: no clerk writes them with 壹, and a converter does.
_WORD_OF_ONE = lazy_compile(
    "壹[點点些般定直起切樣样下方旦致律向邊边面陣阵瞬共會会夜步位句杯碗種种天路座層层群棵堆絲丝番幕股眼圈]|[統统第唯之萬另]壹|最[後后]壹次|[上下]壹[篇頁页章]|壹[個个](?:人|活|月|星期|小|大|好|問|问|單|方|電|簡|城|素|站|鎮|基|機)|[這这那每同某]壹"
)
# Other numbers in capitals: the text writes its numbers so.
_CAPITALS = lazy_compile("[贰貳叁肆伍陆陸柒捌玖](?=[份式部台年月日個个号號名人次项項条條])")
_HEADING_ONE = lazy_compile(r"^\s*壹(?=[、．.：:\s])", re.M)
_HEADING_TWO = lazy_compile(r"^\s*[貳贰](?=[、．.：:\s])", re.M)

_MACHINE = 2  # plain 壹 from which, without 一 beside them, a machine is certain; words with 壹 for 一, from which it is whatever else there is
_RARE = 2  # different ones of the rarest forms that tell the converter
_RAREST = frozenset("儅縂搆躰槼")  # the others are ordinary in Japan, or in old prints
_WRONG = 2  # different characters that must be wrong in a text before any is changed: one alone may be a name's
_LONGEST_WORD = 4
_IS_DRY = lazy_compile("乾(?:[了的掉透硬黃裂癟得着著]|(?=[，。！？；、]))")  # no dictionary has these as words, and 幹了 is one
# 隻 between what an adverb stands behind, and a verb, stands for 只: 不可隻談, 他隻說了一半.
_ADVERB = lazy_compile(
    "隻(?<![^不也可就才但卻都能該应應會他她你我們，。；：！？（「“\n]隻)(?=[有是能會会要用在見见想說说談谈告剩顧顾不為为得讓让需管知憑凭怕])"
)
_ONLY = "只"
_NAMED = 6  # code points before a character in which a word stands by which it is told
_MODERN = 200  # Chinese characters to one 的, at most, in modern prose
_SPOKEN = "的們你嗎很"
_MODERN_SPOKEN = 80  # the same to one of these, where 的 is rare


@dataclass(frozen=True)
class Variant(CharacterMap):
    """Take back what converters chose wrongly in traditional text: 壹 for 一, 妳 for 你, 誌 for 志, 後麵, 隻有, 儅然.

    Spun pages are turned to traditional by tables that know characters and no words. 壹 as a plain number, several times and with
    hardly any 一 beside it, is certain proof; 妳 goes along where the text has no 你 at all. Other characters are judged by the
    word: it must be in no dictionary as written, and in one as meant, and the text must have more than one such case.

    For a simplified target the forms that conversion leaves are given their simplified ones: 簷 becomes 檐.

    Stay: 壹 in amounts, in contracts, in names (壹基金), and as a heading number beside 貳; 妳 to a woman; 雜誌, 註冊, 一隻, 輪迴; 裏 and 裡, 著 and 着, which are
    a writer's choice; simplified text.
    """

    name: ClassVar[str] = "unify.variant"
    safety: ClassVar[Safety] = Safety.GUESS
    after: ClassVar[tuple[str, ...]] = ("repair",)

    script: Literal["simplified", "traditional", "taiwan", "hongkong", "auto", "keep"] = "simplified"

    def versions(self) -> dict[str, str]:
        return {"opencc": tables_version()} | {name: data.version(name) for name in ("choices.tsv", "forms.tsv", "rareforms.tsv")}

    def map(self, view: View) -> str:
        suspects = _suspects(self.script)
        if suspects.search(view) is None:
            return view
        text = masked(view)
        changes = dict(_ones(text))
        if not changes and self.script != "keep" and _ONE.search(text) and _is_modern_traditional(text):
            changes = dict(_ones_beside(text))
        rare = dict(_rare_forms(text))
        by_machine = bool(changes or rare)
        if self.script == "simplified" and _class("forms.tsv").search(text) and _is_traditional(text):
            changes |= {m.start(): _table("forms.tsv")[m[0]][0] for m in _class("forms.tsv").finditer(text)}
        # A simplified target is reached through most wrong characters as well as through the right ones.
        if self.script != "keep" and _is_modern_traditional(text):
            wrong = dict(_words(text, self.script == "simplified"))
            if (
                len({text[at] for at in wrong}) >= (1 if self.script == "simplified" or by_machine else _WRONG)
                or len(wrong) >= 2 * _WRONG
                or sum(_ADVERB.match(text, at) is not None for at in wrong) >= _WRONG
            ):
                changes |= wrong
        # Where the rare converter is told, 処 is its doing and no Japanese.
        for spans, kept in ((view.fact(japanese), {}), (view.fact(mentioned), rare)):
            for at in (at for span in spans for at in range(*span)):
                changes.pop(at, None)
                kept.pop(at, None)
        changes |= rare
        if not changes:
            return view
        out = list(view)
        for at, character in changes.items():
            out[at] = character
        return "".join(out)


def _ones(text: str) -> Iterator[tuple[int, str]]:
    """壹 as 一, and with it 妳 as 你, where a machine wrote them."""
    plain = [m.start() for m in _ONE.finditer(text)]
    if _HEADING_TWO.search(text):
        headings = {m.end() - 1 for m in _HEADING_ONE.finditer(text)}
        plain = [at for at in plain if at not in headings]
    words = len(_WORD_OF_ONE.findall(text))
    if len(plain) < _MACHINE or not words or _CAPITALS.search(text):
        return
    if words < _MACHINE and text.count("一") * 2 > len(plain):
        return
    yield from ((at, "一") for at in plain)
    if "你" not in text:
        yield from ((m.start(), "你") for m in re.finditer("妳", text))


def _ones_beside(text: str) -> Iterator[tuple[int, str]]:
    """壹 as 一, even once, where other wrong choices tell the machine."""
    if len({text[at] for at, _ in _words(text, simplified=False)}) >= _WRONG and not _CAPITALS.search(text):
        kept = {m.start() for m in _NAMES_OF_ONE.finditer(text)} | {m.end() - 1 for m in _HEADING_ONE.finditer(text)}
        yield from ((m.start(), "一") for m in _ONE.finditer(text) if m.start() not in kept)


def _rare_forms(text: str) -> Iterator[tuple[int, str]]:
    forms = _table("rareforms.tsv")
    if len(_RAREST & set(text)) >= _RARE:
        yield from ((m.start(), forms[m[0]][0]) for m in _class("rareforms.tsv").finditer(text))


def _words(text: str, simplified: bool) -> Iterator[tuple[int, str]]:
    """Wrong choices told by the word. For a simplified target only those that conversion would carry over: 瞭 for 了."""
    choices = _table("choices.tsv")
    folded = fold(text)
    for match in _class("choices.tsv").finditer(text):
        at = match.start()
        rights = [right for right in choices[match[0]] if not simplified or fold(right) != fold(match[0])]
        if _IS_DRY.match(text, at) or (text[at - 1 : at] == "的" and text[at] in text[max(0, at - _NAMED) : at]):
            continue  # 麵條的麵: a character is told from others by a word that holds it
        meant = _meant(text, folded, at, rights) if rights else None
        if meant or (rights and _ADVERB.match(text, at)):
            yield at, meant or _ONLY


def _meant(text: str, folded: str, at: int, rights: Sequence[str]) -> str | None:
    """The character with which a word of the dictionary stands here, if none does as written; the longest word decides.

    The rest of the word is compared folded: 為 and 爲, 裡 and 裏 are no different words.
    """
    words = _dictionary()

    def word(start: int, length: int, character: str) -> str:
        return folded[start:at] + character + folded[at + 1 : start + length]

    for length in range(_LONGEST_WORD, 1, -1):
        starts = _starts(text, at, length)
        if any(word(s, length, text[at]) in words for s in starts):
            return None
        fitting = {right for right in rights for s in starts if word(s, length, right) in words}
        if fitting:
            written = any(word(s, n, text[at]) in words for n in range(2, length) for s in _starts(text, at, n))
            return fitting.pop() if len(fitting) == 1 and not written else None
    return None


def _starts(text: str, at: int, length: int) -> range:
    """Where a word of that length may begin that holds the character at `at`."""
    return range(max(0, at - length + 1), min(at, len(text) - length) + 1)


def _is_modern_traditional(text: str) -> bool:
    """Verse and classical prose use their own words, which no modern dictionary judges; 的 and other words tell them apart."""
    han = count_han(text)
    is_modern = text.count("的") * _MODERN >= han or sum(map(text.count, _SPOKEN)) * _MODERN_SPOKEN >= han
    return is_modern and _is_traditional(text)


def _is_traditional(text: str) -> bool:
    traditional, simplified = gate("t2s").evidence(text)
    return traditional > simplified


@cache
def _dictionary() -> frozenset[str]:
    """Words in OpenCC's standard traditional form, folded but for one character that is a matter of choice; one entry for each."""
    choices = _table("choices.tsv")
    matter = {*choices, *(right for rights in choices.values() for right in rights)}
    words = {v for tables in chain("s2t") for table in tables for v in table.values() if 1 < len(v) <= _LONGEST_WORD}
    return frozenset(
        fold(w[:k]) + c + fold(w[k + 1 :]) for w in words if not matter.isdisjoint(w) for k, c in enumerate(w) if c in matter
    )


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for written, meant, *_ in data.rows(name):
        found.setdefault(written, []).append(meant)
    return {written: tuple(meant) for written, meant in found.items()}


@cache
def _class(name: str) -> re.Pattern[str]:
    return re.compile("[" + "".join(_table(name)) + "]")


@cache
def _suspects(script: str) -> re.Pattern[str]:
    choices = _table("choices.tsv")
    if script == "keep":
        wrong: list[str] = []
    elif script == "simplified":
        wrong = [written for written, rights in choices.items() if any(fold(right) != fold(written) for right in rights)]
        wrong += _table("forms.tsv")
    else:
        wrong = list(choices)
    return re.compile("[壹" + "".join([*_table("rareforms.tsv"), *wrong]) + "]")
