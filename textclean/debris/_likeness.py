"""How much a line reads like a site's own words: a linear model over its runs of characters. Knows no place in a text and decides nothing.

The weights are a table, `data/furniture.tsv`, fitted on lines of both kinds (`fixtures/furniture`) by `python -m tests.figures.furniture --fit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from math import sqrt
from typing import NamedTuple

import numpy as np

from textclean import data
from textclean.core.lazy import lazy_compile
from textclean.debris._screen import Asked
from textclean.han.chars import HAN

_TELLING = 1.0  # weight of a run that tells something
_LONGEST = 4  # code points of a run
_READ = 160  # code points of a line that are read, at both ends: paragraphs say at once what they are
READ = 2 * _READ
"""Code points of a line that are read at most."""
# Capital letters stand for what varies: addresses, dates, times, numbers. The line is in small letters.
_ADDRESS = lazy_compile(
    r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|tw|hk|cc|example|info|me|io)\b[!-~]*"
)
_DATE = lazy_compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?(?= ?\d{1,2}:\d\d|$| )")
_TIME = lazy_compile(r"\d{1,2}:\d\d(?::\d\d)?")
_NUMBER = lazy_compile(r"\d+(?:[.,]\d+)*")
_SAYS = lazy_compile(f"[{HAN}]{{2}}|[a-z]{{3}}")  # a run that tells something to who reads it
_DOTS = lazy_compile(r"\.{2,}|…+|。{2,}")  # who writes which says nothing: authors' lines are read before their marks are unified
_DASHES = lazy_compile(r"-{2,}|[—–]+")
_BLANKS = lazy_compile(r"\s+")
# Letters set wide: 云 岭 市.
_SPACED = lazy_compile(f"(?:[{HAN}] ){{3}}[{HAN}](?: |$)")
_GAPS = lazy_compile(f"(?<=[{HAN}]) (?=[{HAN}])")


_FIGURES = tuple("0123456789")
_VARYING = (
    (_ADDRESS, "U", (".", "@", "://")),
    (_DATE, "D", _FIGURES),
    (_TIME, "T", _FIGURES),
    (_NUMBER, "N", _FIGURES),
    (_DOTS, "…", ("..", "…", "。。")),
    (_DASHES, "—", ("--", "—", "–")),
)
"""What varies, the letter that stands for it, and signs of which a line that has it holds one."""


class Likeness(NamedTuple):
    """What the model says of a line."""

    odds: float
    """Natural logarithm of the odds that a site wrote the line, where as many lines are a site's as an author's."""
    heading: float
    """The same for the heading of a list of links."""
    is_signed: bool
    """Whether one of its runs says so by itself, as `signs` tells."""


def shaped(line: str) -> str:
    """A folded line with what varies as a capital letter, one blank for many, and marks for where it begins and ends.

    >>> shaped("发布时间:2021-06-18 09:40  浏览次数:1204")
    '^发布时间:D T 浏览次数:N$'
    """
    line = line.lower().replace("丨", ":")  # a stroke that some put for a colon
    if _SPACED.search(line):
        line = _GAPS.sub("", line)
    if len(line) > READ:
        line = f"{line[:_READ]}…{line[-_READ:]}"
    for pattern, letter, held in _VARYING:
        if any(sign in line for sign in held):
            line = pattern.sub(letter, line)
    return f"^{_BLANKS.sub(' ', line).strip()}$"


def runs(line: str) -> set[str]:
    """The runs of one to four code points of a folded line, and its length in classes, as the model counts them."""
    text = shaped(line)
    found = {text[k : k + n] for n in range(1, _LONGEST + 1) for k in range(len(text) - n + 1)}
    return found | set(_shape(text))


class _Table:
    """The weights of runs, by number, and what finds all runs of a line in one look."""

    def __init__(self) -> None:
        from ahocorasick_rs import AhoCorasick  # only where a line must be read

        weights = _weights()
        self.names = sorted(weights, key=lambda run: len(run) > _LONGEST)  # classes and the bias behind the runs
        self.number = {run: number for number, run in enumerate(self.names)}
        self.of = np.array([weights[run] for run in self.names])
        self.is_sign = np.array([weights[run][0] >= _TELLING and _SAYS.search(run) is not None for run in self.names])
        self._finder = AhoCorasick([run for run in self.names if len(run) <= _LONGEST], store_patterns=False)

    def known(self, text: str) -> list[int]:
        """The numbers of the runs of a shaped line, and of its classes, that have a weight."""
        text = text.encode("utf-8", "replace").decode()  # what finds takes no half of a surrogate pair
        found = {match[0] for match in self._finder.find_matches_as_indexes(text, overlapping=True)}
        found.update(self.number[name] for name in _shape(text) if name in self.number)
        return list(found)


@cache
def _table() -> _Table:
    return _Table()


def _shape(text: str) -> Iterator[str]:
    bare = text[1:-1]
    yield f"LENGTH {min(len(bare).bit_length(), 8)}"
    commas = sum(bare.count(c) for c in ",。;!?、")
    yield f"MARKS {min(commas, 4)}"
    yield f"BLANKS {min(bare.count(' '), 5)}"
    if bare[-1:] in '。!?"':
        yield "STOP"


def likeness(line: str) -> Likeness:
    """What the model says of a folded line.

    >>> likeness("分享到: 微博 微信 收藏 举报").odds > 2 > -2 > likeness("他把灯举高了一点,火苗很稳。").odds
    True
    """
    table = _table()
    known = table.known(shaped(line))
    odds, heading = table.of[table.number["BIAS"]] + table.of[known].sum(axis=0) / sqrt(max(1, len(known)))
    return Likeness(float(odds), float(heading), bool(table.is_sign[known].any()))


def signs(line: str) -> tuple[str, ...]:
    """The runs of characters of a folded line that say most for a site, the weightiest first.

    >>> signs("分享到: 微博 微信 收藏 举报")[0] in "分享到: 微博 微信 收藏 举报"
    True
    """
    table = _table()
    telling = [number for number in table.known(shaped(line)) if table.is_sign[number]]
    ordered = sorted(telling, key=lambda number: (-table.of[number, 0], table.names[number]))
    return tuple(table.names[number] for number in ordered[:3])


@cache
def telling() -> Asked:
    """Of what a line has some of which the model says that it is a site's: figures, and pairs of characters of runs that are one's."""
    runs = [run for run, (site, _) in _weights().items() if site >= _TELLING and len(run) <= _LONGEST and not run.isupper()]
    return frozenset((*"0123456789", *(run[k : k + 2] for run in runs for k in range(len(run) - 1))))


@cache
def _weights() -> Mapping[str, tuple[float, float]]:
    return {run.replace("␠", " "): (float(site), float(heading)) for run, site, heading in data.rows("furniture.tsv")}
