"""unify.script: one script in a text, decided by evidence. Knows what to ask `han.gate`; the tables are not its affair."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

from textclean import data
from textclean.core.cleaner import CharacterMap, Safety
from textclean.core.protect import BLANK, KINDS, masked
from textclean.core.view import View
from textclean.han.chars import is_han
from textclean.han.gate import Decision, gate, settled
from textclean.han.mention import japanese, mentioned
from textclean.han.model import association
from textclean.han.opencc import tables_version
from textclean.han.stray import doubtful_strays

Target = Literal["simplified", "traditional", "taiwan", "hongkong", "auto", "keep"]

_GATES = {"simplified": "t2s", "traditional": "s2t", "taiwan": "s2tw", "hongkong": "s2hk"}
_REGIONS = {"taiwan": "t2tw", "hongkong": "t2hk"}
_ENTERED = frozenset(KINDS) - {"url", "email", "code", "path", "tag"}

_PREPOSITIONS = frozenset("照按朝向对對顺順沿挨趁")  # they take 着, but are common enough to stand before anything
_VERB = 4.0  # powers of two by which a character stands before 着 oftener than by chance

_MAYBE_HAN = re.compile("[㐀-鿿豈-﫿\U00020000-\U000323af]")


@dataclass(frozen=True)
class Script(CharacterMap):
    """Bring a text into one script, simplified or traditional, where it shows evidence of the other.

    Conversion is OpenCC's, over its own tables. Whether there is anything to convert is decided first, over the whole document:
    a text already in the script asked for comes back untouched, a text in the other is converted as a whole, and in a mixed one
    only lines and clauses that show evidence are. In what becomes simplified, 著 is 着 where it marks aspect (看著), not in 著作.

    A lone traditional character in simplified text is converted if it makes a word with its neighbours (世界觀), and stays if it
    may be a name's own (孙綝).

    Stay: characters that are spoken of (“發”和“髮”), Japanese words, addresses and code, the words in `words_kept`; regional
    words (软件, 軟體), which are another language's choice and not another script.
    """

    name: ClassVar[str] = "unify.script"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = _ENTERED
    after: ClassVar[tuple[str, ...]] = ("repair", "unify.variant")

    script: Target = "simplified"
    words_kept: tuple[str, ...] = ()

    def versions(self) -> dict[str, str]:
        return (
            {}
            if self.script == "keep"
            else {"opencc": tables_version(), **{t: data.version(t) for t in ("aspect.tsv", "bigrams.bin")}}
        )

    def map(self, view: View) -> str:
        if self.script == "keep" or _MAYBE_HAN.search(view) is None:
            return view
        text = masked(view, self.enters)
        kept = [*view.fact(mentioned), *view.fact(japanese), *_occurrences(view, self.words_kept)]
        text = _blanked(text, kept)
        target = _majority(text) if self.script == "auto" else self.script
        if target is None:
            return view
        if target == "simplified":
            text = _blanked(text, [(at, at + 1) for at in doubtful_strays(text)])
        out = _converted(text, target)
        if out == text:
            return view
        return _filled(out, view) if BLANK in out else out


def _converted(text: str, target: str) -> str:
    decision = gate(_GATES[target]).convert(text)
    if target == "simplified":
        return _aspect(text, decision)
    region = _REGIONS.get(target)
    return settled(region, decision.text) if region else decision.text


def _majority(text: str) -> str | None:
    """The script of most characters that tell one; None if none does."""
    traditional, simplified = gate("t2s").evidence(text)
    if traditional == simplified == 0:
        return None
    return "traditional" if traditional > simplified else "simplified"


def _aspect(text: str, decision: Decision) -> str:
    """著 as 着 in the spans that were converted, but for the words in which it is said zhù."""
    if "著" not in decision.text:
        return decision.text
    out = list(decision.text)
    for start, end in decision.converted:
        for match in re.finditer("著", decision.text[start:end]):
            at = start + match.start()
            if not _is_written_work(decision.text, at):
                out[at] = "着"
    return "".join(out)


def _is_written_work(text: str, at: int) -> bool:
    """True if 著 belongs to a word in which it is said zhù; 照著書 is no such word, though 著書 is."""
    if any(text.startswith(word, at - shift) for word, shift in _works() if at >= shift > 0):
        return True
    return any(text.startswith(word, at) for word, shift in _works() if shift == 0) and not _is_verb(
        text[at - 1 : at] if at else ""
    )


def _is_verb(before: str) -> bool:
    return is_han(before) and (before in _PREPOSITIONS or association(before, "着") >= _VERB)


@cache
def _works() -> tuple[tuple[str, int], ...]:
    """The words in which 著 stays, each with the place of 著 in it."""
    return tuple((word, k) for word, *_ in data.rows("aspect.tsv") for k, c in enumerate(word) if c == "著")


def _occurrences(view: View, words: Iterable[str]) -> Iterable[tuple[int, int]]:
    for word in words:
        at = view.find(word) if word else -1
        while at >= 0:
            yield at, at + len(word)
            at = view.find(word, at + len(word))


def _blanked(text: str, spans: Collection[tuple[int, int]]) -> str:
    if not spans:
        return text
    parts = []
    done = 0
    for start, end in sorted(spans):
        if end > done:
            start = max(start, done)
            parts += [text[done:start], BLANK * (end - start)]
            done = end
    return "".join([*parts, text[done:]])


def _filled(out: str, view: View) -> str:
    """`out` with what was put out by NUL as it stands in the text."""
    return "".join([view[m.start() : m.end()] if m[0][0] == BLANK else m[0] for m in re.finditer("\0+|[^\0]+", out)])
