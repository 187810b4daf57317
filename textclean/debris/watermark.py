"""debris.watermark: a site's name woven into sentences. Knows the trace that a program leaves: one name, one stray space, many places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import ClassVar, NamedTuple

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.debris._page import debris_lines
from textclean.debris._woven import woven
from textclean.han.chars import HAN
from textclean.han.fold import fold
from textclean.han.lines import line_at, prose_lines

_LONGEST = 10  # characters of a name
_NAME = f"[{HAN}A-Za-z0-9]{{3,{_LONGEST}}}"
# A blank is looked for first, for most texts have few; what stands before one is then asked of these few characters alone.
_BLANK_BEHIND = lazy_compile(rf"[ \u3000](?<=[{HAN}A-Za-z0-9].)(?=[{HAN}“《])")
_BEHIND_MARK = lazy_compile(rf"(?:(?<=[，。；！？：,;!?:”])|^){_NAME}\Z", re.M)
_BEFORE_MARK = lazy_compile(rf"[ \u3000](?<=[{HAN}，。；！？”].)({_NAME})(?=[，。；！？,;!?]|$)", re.M)
_RECURS = 2
_SOWN, _APART = 3, 30  # times that an unknown name must stand there, and code points between two of them
_TRIED = 8  # names, the commonest ones, that are looked for in the whole text
_COUNTED = 64  # the same of those that end as sites' do
_INDENT = lazy_compile(r"\s*")
_WEAK = "：:\n"  # before a name they prove nothing: lists and headings stand so
_ABOUT = lazy_compile("[是在为為由的有]|成立|创办|創辦")


@dataclass(frozen=True)
class Watermark(Cleaner):
    """Remove a site's name from inside sentences, with the stray blank it came with: 有用武之地，文秘部落 本人毛遂自荐.

    Sites put their name between the clauses of a text against copying. It stands between a mark and a stray blank, so that the
    sentence closes without it. It goes if it is known (`data/sites.tsv`, the option `sites`), if a line of the page's own
    site has it, if it ends as sites' names do (网, 文库, 之家 …), comes back in such places, and stands nowhere else in the text, or
    if it comes back three times, far apart in prose, and never without its blank. Without a blank it goes if it ends as names of sites
    and accounts do, cuts a word in two (我栗园书屋们), and no sentence needs it; framed (【栗园书屋】), if it comes back three times between
    clauses or words and nothing binds it into one.

    Stay: an organisation that the text is about; words parted by a blank in lists, timetables and songs, however often they
    come back; authors and titles (本报记者 田野); a name at the beginning of a line.
    """

    name: ClassVar[str] = "debris.watermark"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "known": "A known site's name with a stray blank goes.",
        "own": "The name that the page's own lines give the site, with a stray blank, goes.",
        "woven": "A name that comes back goes, if it cuts words in two and the sentences go on without it, or stands framed between clauses.",
        "recurring": "A name that comes back between a mark and a stray blank goes, if it ends as sites' names do or never lacks the blank.",
    }

    sites: tuple[str, ...] = ()

    def versions(self) -> dict[str, str]:
        return {table: data.version(table) for table in ("sites.tsv", "site-endings.tsv", "bigrams.bin")}

    def find(self, view: View) -> Iterator[Hit]:
        for start, end, times in view.fact(woven):
            yield Hit(start, end, "", "woven", f"{times} times, and the sentence goes on without it")
        if " " not in view and "\u3000" not in view:
            return
        text = masked(view)
        places = list(_places(text))
        if not places:
            return
        known = _known() | frozenset(self.sites)
        of_site = "\n".join(line.text for line, _ in view.fact(debris_lines))
        inside = Counter(place.name for place in places if text[place.start - 1 : place.start] not in _WEAK and place.start)
        sown = {name for name, n in inside.most_common(_TRIED) if n >= _RECURS and _is_sown(text, name)}
        often = [
            (name, n) for name, n in inside.most_common() if n >= _RECURS and name not in sown and fold(name).endswith(_certain())
        ]
        recurring = {name: n for name, n in often[:_COUNTED] if text.count(name) == n}
        named = {name for name in {place.name for place in places} if name in of_site}
        for name in sown:
            # All at once, also in the middle of a clause: alone none of them would prove anything.
            at = [m.span() for m in re.finditer(re.escape(name), text)]
            yield from (Hit(start, end + 1, "", "recurring", f"{len(at)} times") for start, end in at)
        own: set[str] = set()
        for start, end, name in places:
            if name in known and not _ABOUT.match(text, end):
                yield Hit(start, end, "", "known", name)
            elif (
                name in named
                and _is_in_prose(text, start)
                and start
                and text[start - 1] not in _WEAK
                and not _ABOUT.match(text, end)
            ):
                own.add(name)
                yield Hit(start, end, "", "own", name)
            elif name in recurring:
                yield Hit(start, end, "", "recurring", f"{recurring[name]} times")
        for name in sorted(own):
            yield from (Hit(*match.span(), "", "own", name) for match in _with_blank_before(text, name))


class _Place(NamedTuple):
    """A name that may be a site's, with its blank."""

    start: int
    end: int
    name: str


def _places(text: str) -> Iterator[_Place]:
    """Names behind a mark with a blank behind them; then those behind a blank with a mark or the end of the line behind them."""
    for blank in _BLANK_BEHIND.finditer(text):
        name = _BEHIND_MARK.search(text, max(0, blank.start() - _LONGEST), blank.start())
        if name:
            yield _Place(name.start(), blank.end(), name[0])
    yield from (_Place(*match.span(), match[1]) for match in _BEFORE_MARK.finditer(text))


def _with_blank_before(text: str, name: str) -> Iterator[re.Match[str]]:
    """Where a name that is told elsewhere stands with its stray blank on the other side."""
    return re.finditer(rf"(?<=[，。；！？”,;!?])[ \u3000]{re.escape(name)}(?=[{HAN}])", text)


def _is_in_prose(text: View, at: int) -> bool:
    return line_at(text, at).start in text.fact(prose_lines)


def _is_at_head(text: View, at: int) -> bool:
    """True if nothing but blanks stands before a place in its line. Only they are read, for a line may be long and hold many names."""
    return _INDENT.match(text, line_at(text, at).start, at).end() == at  # type: ignore[union-attr]  # it matches anywhere


def _is_sown(text: View, name: str) -> bool:
    """True for a name that always has a blank behind it, three times at least, far apart in prose: who speaks or sings repeats it sooner."""
    at = [m.start() for m in re.finditer(re.escape(name), text)]
    if len(at) < _SOWN or any(text[k + len(name) : k + len(name) + 1] not in (" ", "\u3000") for k in at):
        return False
    apart = all(b - a >= _APART for a, b in pairwise(at))
    return apart and all(_is_in_prose(text, k) and not _is_at_head(text, k) for k in at)


@cache
def _certain() -> tuple[str, ...]:
    """Ends of names that sites have and hardly anything else has."""
    return tuple(ending for ending, kind, *_ in data.rows("site-endings.tsv") if kind == "certain")


@cache
def _known() -> frozenset[str]:
    return frozenset(name for name, *_ in data.rows("sites.tsv"))
