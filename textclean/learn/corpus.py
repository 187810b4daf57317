"""From a sample of a corpus to candidates, site by site, in passes that hold one site at a time. Knows no option and no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from textclean.debris._patterns import Pattern
from textclean.debris.learned import Table
from textclean.han.fold import fold
from textclean.learn import inside, lines
from textclean.learn.evidence import Inside, certainty
from textclean.learn.lines import Candidate
from textclean.learn.pages import Elsewhere, keys_of, page
from textclean.learn.sample import Sample, Site

LEAST_DOCUMENTS = 8
"""Of a site with fewer documents nothing is learned."""
REVIEW = 0.5
MOST = 200
"""Candidates of a site that are kept, the surest first."""
_SHARE_OF_SKETCH = 8
_SENTENCE = 12  # characters of a line in which strings are looked for
_BATCH = 20_000
_SURROGATE = re.compile("[\ud800-\udfff]")


class Found(NamedTuple):
    """What was found: candidates with their sites, surest first, and what it was found in."""

    candidates: tuple[tuple[str, Candidate], ...]
    sites: tuple[Site, ...]
    left_out: int

    @property
    def documents(self) -> int:
        return sum(site.documents for site in self.sites)


def learn(
    sample: Sample, *, review: float = REVIEW, memory: int = 512 << 20, step: Callable[[str, int, int], None] | None = None
) -> Found:
    """The candidates of every site of a sample. `step` is told (what, how many sites are done, of how many).

    >>> words = lambda k: "".join(chr(0x4E00 + (j * j * 11 + k * 37) % 5000) for j in range(k % 7, 20))
    >>> with Sample() as sample:
    ...     for k in range(40): sample.add("a.cn", f"{words(k)}，{words(k + 50)}。\\n上一篇：{words(k + 3)}\\n")
    ...     [(site, pattern)] = learn(sample).candidates
    >>> site, pattern.texts, pattern.where
    ('a.cn', ('上一篇：*',), 'tail')
    """
    sites = sample.sites()
    wanted = [site for site in sites if site.kept >= LEAST_DOCUMENTS]
    told = step or (lambda what, done, of: None)
    elsewhere = Elsewhere(memory // _SHARE_OF_SKETCH if len(wanted) > 1 else 0)
    for number, site in enumerate(wanted):
        told("comparing", number, len(wanted))
        elsewhere.add(keys_of([page(text) for text in sample.texts(site.name)]))
    found: list[tuple[str, Candidate]] = []
    for number, site in enumerate(wanted):
        told("weighing", number, len(wanted))
        best = sorted(of_site(sample.texts(site.name), elsewhere, len(wanted) - 1, review), key=_rank)[:MOST]
        found += [(site.name, one) for one in best]
    found = list(_compared(found, sample, wanted, told))
    found = [row for row in found if row[1].certainty >= lines.LOWEST]
    found.sort(key=lambda row: (*_rank(row[1]), row[0]))
    return Found(tuple(found), tuple(sites), len(sites) - len(wanted))


def _rank(one: Candidate) -> tuple[float, str, tuple[str, ...]]:
    return -round(one.certainty, 4), one.kind, one.texts


def of_site(texts: Sequence[str], elsewhere: Elsewhere, others: int, review: float = REVIEW) -> list[Candidate]:
    """The candidates of one site; strings inside are looked for in what its surer lines leave."""
    pages = [page(text) for text in texts]
    found = lines.candidates(pages, elsewhere, others)
    surely = Table([_as_pattern(one) for one in found if one.certainty >= review])
    rest = ["\n".join(line for line in one.lines if len(line) >= _SENTENCE and not surely.of_line(line)) for one in pages]
    strings = inside.candidates(rest)
    return [one._replace(places=()) for one in [*lines.blocks(found, review), *strings]]


def _as_pattern(one: Candidate) -> Pattern:
    return Pattern(one.kind, one.texts, one.where, one.within)


def _compared(
    found: Sequence[tuple[str, Candidate]], sample: Sample, sites: Sequence[Site], told: Callable[[str, int, int], None]
) -> Iterator[tuple[str, Candidate]]:
    """The candidates, those inside sentences weighed again with what other sites say."""
    strings = sorted({_literal(one) for _, one in found if one.kind == "inside"})
    counts: dict[str, int] = dict.fromkeys(strings, 0)
    for at in range(0, len(strings), _BATCH):
        for string, number in _sites_with(strings[at : at + _BATCH], sample, sites, told):
            counts[string] += number
    for site, one in found:
        if isinstance(one.features, Inside):
            features = one.features._replace(elsewhere=lines.spread(counts[_literal(one)] - 1, len(sites) - 1))
            one = one._replace(features=features, certainty=certainty(features))
        yield site, one


def _sites_with(
    strings: Sequence[str], sample: Sample, sites: Sequence[Site], told: Callable[[str, int, int], None]
) -> Iterator[tuple[str, int]]:
    from ahocorasick_rs import AhoCorasick

    automaton = AhoCorasick(strings)
    for number, site in enumerate(sites):
        told("looking elsewhere", number, len(sites))
        met: set[int] = set()
        for text in sample.texts(site.name):
            met.update(k for k, _, _ in automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", fold(text)), overlapping=True))
        yield from ((strings[k], 1) for k in sorted(met))


def _literal(one: Candidate) -> str:
    return _SURROGATE.sub("\ufffd", fold(one.texts[0].strip()))
