"""unify.words: the words of one region for those of another, 軟體 and 软件. Only when asked for; knows OpenCC's list, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.gate import gate
from textclean.han.mention import japanese, mentioned
from textclean.han.opencc import Lookup
from textclean.han.tables import DEFAULT, Source, chain, tables_version

_OPEN, _CLOSE = tuple("“‘「『"), tuple("”’」』")
# Where a configuration keeps its words: the number of the stage and of the table.
_TABLES = {"simplified": ("tw2sp", 0, 0), "taiwan": ("s2twp", 1, 0)}


@dataclass(frozen=True)
class Words(Cleaner):
    """Give regional words as the reader's region says them: 軟體 as 軟件 on the way to simplified text, 軟件 as 軟體 for Taiwan.

    The regions named what is new apart from each other. The words are OpenCC's (tw2sp, s2twp), found by the longest match, in
    traditional text only; for Taiwan that is also what `unify.script` has made traditional. No preset has this cleaner, for a word is no matter of script: `words=True`, or `--enable unify.words`, puts it
    before `unify.script`.

    Stay: simplified text on its way to simplified; a word of the region asked for, also where it holds a shorter one of the other (演算法, though 算法 would
    become it); what is spoken of, or stands alone in quotes; Japanese; code.
    """

    name: ClassVar[str] = "unify.words"
    safety: ClassVar[Safety] = Safety.GUESS
    after: ClassVar[tuple[str, ...]] = ("repair", "unify.variant")

    script: Literal["simplified", "traditional", "taiwan", "hongkong", "auto", "keep"] = "simplified"
    tables: Source = DEFAULT

    def versions(self) -> dict[str, str]:
        return {"opencc": tables_version(self.tables)}

    def find(self, view: View) -> Iterator[Hit]:
        if self.script not in _TABLES:
            return
        lookup, beginnings = _words(self.script, self.tables)
        if beginnings.search(view) is None:
            return
        traditional, simplified = gate("t2s", self.tables).evidence(view)
        if traditional <= simplified:
            return
        kept = {at for span in (*view.fact(mentioned), *view.fact(japanese)) for at in range(*span)}
        text = masked(view)
        done = 0
        for begins in beginnings.finditer(text):
            at = begins.start()
            match = lookup.match(text, at) if at >= done else None
            if match:
                done = at + match.length
                quoted = text[at - 1 : at] in _OPEN and text[done : done + 1] in _CLOSE
                if match.value != text[at:done] and not quoted and kept.isdisjoint(range(at, done)):
                    yield Hit(at, done, match.value, "", f"a word of {'Taiwan' if self.script == 'simplified' else 'the mainland'}")


@cache
def _words(script: str, tables: Source) -> tuple[Lookup, re.Pattern[str]]:
    """What becomes what, with the words that come out, which stay; and a pattern for where one of them begins."""
    name, stage, table = _TABLES[script]
    words = chain(name, source=tables)[stage][table]
    found = {value: value for value in words.values() if len(value) > 1} | words
    return Lookup(found), re.compile("[" + re.escape("".join(sorted({word[0] for word in found}))) + "]")
