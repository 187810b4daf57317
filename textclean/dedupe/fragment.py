"""dedupe.fragment: a paragraph that is said twice, whole or cut short. Compares folded text in linear time; knows no wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import KINDS, protected
from textclean.core.view import View
from textclean.han.fold import bare, bare_lines
from textclean.han.lines import Line, is_heading, lines, whole, written_lines

_ADJACENT = 20  # characters of a paragraph that is not said twice in a row on purpose
_SUNG = 30  # the same for one that ends in another mark than a full stop, as songs and calls do
_FAR = 60  # characters of one that is not said twice at a distance on purpose
_STOPS = 40  # the same of one that stops within a sentence
_START = 15  # characters that two versions of a passage must share at their beginning
_LOST = 0.1  # share of a passage that its copy at a distance may lack and still be told as one
_AGAIN = 0.6  # share of its runs of three characters; neighbours that differ on purpose share a quarter at most
# What a passage lacks on purpose: numbers, a denial, a party, a side. Two that differ in these say different things.
_TELLING = frozenset(
    "0123456789一二三四五六七八九十百千万零两半首末不未没无非否莫勿别甲乙丙丁上下左右前后内外东西南北男女父母正副新旧大小多少"
)
_QUOTE = lazy_compile('[“”"「『]')
# Contracts and forms say the same again on purpose: articles, counterfoils, lines to be filled in.
_ARTICLE = lazy_compile(
    r"\n[^\S\n]*第[一二三四五六七八九十百零\d]{1,5}[条條]"
)  # a sign at its head lets a search skip what has none
_COUNTERFOIL = lazy_compile("第[一二三四][联聯]")
_TO_FILL_IN = "____"
_STOP = lazy_compile(r"[。！？!?.][”’」』）)\"']*\s*\Z")


@dataclass(frozen=True)
class Fragment(Cleaner):
    """Remove a paragraph that stands twice, and a garbled version of a passage beside the complete one.

    Pages that are put together from parts repeat a paragraph at the joint; spun texts keep a list of fragments beside what was
    made of it. Of two neighbours that begin alike, one that stops short goes if all it says comes again in and below the other,
    which ends as a sentence does. A long passage that comes again far away goes where it is cut short or lacks a few characters of the
    other, none of them a number or a denial. Marks, width and script do not count.

    Stay: refrains, dialogue, lists, tables, short lines, exercises and rules in one frame, what a contract says again under
    another article, what the line above announces with a colon.
    """

    name: ClassVar[str] = "dedupe.fragment"
    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS) - {"code", "path", "tag", "record", "table", "reference", "subtitle"}
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes", "debris")
    rules: ClassVar[dict[str, str]] = {
        "paragraph": "The second copy of a paragraph goes.",
        "version": "A cut or garbled version of the paragraph beside it goes.",
        "incomplete": "A long passage that stands elsewhere with nothing missing goes where it lacks its end or a few characters.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        keys = bare_lines(view)
        long = [key for key in keys if len(key) >= _START]
        if len({key[:_START] for key in long}) == len({key[-_START:] for key in long}) == len(long):
            return  # no two lines begin or end alike, as in most texts
        keys = [key for key, line in zip(keys, view.fact(lines), strict=True) if key or not line.is_blank]
        written = view.fact(written_lines)
        alike = _alike(keys)
        legal = _is_legal(view)
        gone = set(_copies(written, keys, alike, legal))
        yield from (Hit(*whole(view, written[k]), "", "paragraph") for k in sorted(gone))
        versions = set(_versions(view, written, keys, alike)) - gone
        incomplete = set() if legal else set(_incomplete(written, keys, alike)) - gone - versions
        if (versions or incomplete) and any(span.kind in ("record", "table", "code") for span in view.fact(protected)):
            return
        yield from (Hit(*whole(view, written[k]), "", "version") for k in sorted(versions))
        yield from (Hit(*whole(view, written[k]), "", "incomplete") for k in sorted(incomplete))


def _is_legal(view: View) -> bool:
    if _TO_FILL_IN in view:
        return True
    return "第" in view and (_COUNTERFOIL.search(view) is not None or _ARTICLE.search(f"\n{view}") is not None)


def _is_sentence(line: Line) -> bool:
    return _STOP.search(line.text) is not None


def _alike(keys: Sequence[str]) -> list[int]:
    """The lines that begin or end as another does, ascending: no other is a copy of anything."""
    long = [k for k, key in enumerate(keys) if len(key) >= _START]
    begins = Counter(keys[k][:_START] for k in long)
    ends = Counter(keys[k][-_START:] for k in long)
    return [k for k in long if begins[keys[k][:_START]] > 1 or ends[keys[k][-_START:]] > 1]


def _copies(written: Sequence[Line], keys: Sequence[str], alike: Sequence[int], legal: bool) -> Iterator[int]:
    """Second copies of paragraphs. What a text of law says again under another article, it means to."""
    seen: dict[str, int] = {}
    for k in alike:
        key = keys[k]
        if len(key) >= _ADJACENT and key in seen and _is_sentence(written[k]):
            adjacent = seen[key] == k - 1
            spoken = _QUOTE.match(written[k].bare) is not None
            announced = seen[key] > 0 and written[seen[key] - 1].bare.endswith(("：", ":"))
            least = _ADJACENT if written[k].bare.endswith(("。", ".")) else _SUNG
            if not announced and ((adjacent and not spoken and len(key) >= least) or (len(key) >= _FAR and not legal)):
                yield k
        # Also for a copy that goes: a third one behind it is as much a neighbour of the first.
        seen[key] = k


def _versions(view: View, written: Sequence[Line], keys: Sequence[str], alike: Sequence[int]) -> Iterator[int]:
    """Lines that stop short, beside a line that begins alike and ends as a sentence: cut or garbled versions of it."""
    neighbours = [k for k, next_k in pairwise(alike) if next_k == k + 1 and keys[k][:_START] == keys[next_k][:_START]]
    below = _RunsBelow(view)
    for k in reversed(neighbours):
        one, other = keys[k], keys[k + 1]
        if one == other:
            continue
        if _is_sentence(written[k + 1]) and not _is_sentence(written[k]):
            if (len(one) >= _ADJACENT and other.startswith(one)) or _is_made_of(one, below.runs(written[k + 1].start)):
                yield k
        elif _is_sentence(written[k]) and not _is_sentence(written[k + 1]) and len(other) >= _ADJACENT and one.startswith(other):
            yield k + 1


class _RunsBelow:
    """The runs of three characters from some place of a text to its end, `bare`; asked from the bottom up, so that it is read once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._read = len(view)
        self._first = ""  # two characters of what was read
        self._runs: set[str] = set()

    def runs(self, start: int) -> Set[str]:
        """The runs from `start` on, which must not rise from call to call."""
        text = bare(self._view[start : self._read]) + self._first
        self._runs.update(_runs(text))
        self._read, self._first = start, text[:2]
        return self._runs


def _runs(text: str) -> Iterator[str]:
    return (text[k : k + 3] for k in range(len(text) - 2))


def _is_made_of(key: str, below: Set[str]) -> bool:
    """True if most runs of three characters of a line come again below it, so that hardly anything is lost with the line."""
    runs = list(_runs(key))
    return sum(run in below for run in runs) >= _AGAIN * len(runs)


def _incomplete(written: Sequence[Line], keys: Sequence[str], alike: Sequence[int]) -> Iterator[int]:
    """Long passages that stand elsewhere complete. Two are compared only where they begin or end alike, so the time is linear."""
    seen: dict[tuple[str, str], int] = {}
    for k in alike:
        key = keys[k]
        if len(key) < _STOPS or _QUOTE.match(written[k].bare) or is_heading(written[k].bare):
            continue
        ends = (("begins", key[:_START]), ("ends", key[-_START:]))
        for other in sorted({seen[end] for end in ends if end in seen}):
            if _is_part(written[k], key, keys[other]):
                yield k
            elif _is_part(written[other], keys[other], key):
                yield other
        seen.update(dict.fromkeys(ends, k))


def _is_part(line: Line, key: str, of: str) -> bool:
    """True if a passage is another one cut off within a sentence, or that one without a few characters that tell nothing."""
    if len(key) >= len(of):
        return False
    if of.startswith(key):
        return not _is_sentence(line)
    if len(key) < max(_FAR, (1 - _LOST) * len(of)) or not line.bare.endswith(("。", ".")):
        return False
    rest = iter(of)
    return all(char in rest for char in key) and _TELLING.isdisjoint(Counter(of) - Counter(key))
