"""The characters that tell a script, for each direction of conversion. Knows OpenCC's tables, and converts nothing.

    source-only    characters the tables know and the conversion never writes, so that it always changes them
    target-only    characters the conversion may write wherever they stand, and that the opposite conversion never writes

Both are worked out from the tables of four configurations, which takes longer than all else that a first text needs. For the tables that
most have installed the outcome ships as `data/signs.tsv`; for any others it is worked out. `python -m textclean.han.signs` prints the table anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from textclean import data
from textclean.han.tables import DEFAULT, Source, chain, tables_version

TO_SIMPLIFIED = ("t2s", "tw2s", "hk2s")
TO_TRADITIONAL = ("s2t", "s2tw", "s2hk")
_TABLE = "signs.tsv"


class Signs(NamedTuple):
    """The characters that tell which script a text is in, for one configuration."""

    source_only: frozenset[str]
    target_only: frozenset[str]


@cache
def signs(name: str, source: Source = DEFAULT) -> Signs:
    """The signs of a configuration, from the table that ships if it was made from the tables that are installed.

    >>> found = signs("t2s")
    >>> "國" in found.source_only, "国" in found.target_only, "中" in found.source_only | found.target_only
    (True, True, False)
    """
    version, shipped = _shipped()
    if version != tables_version(source):
        return worked_out(name, source)
    return Signs(*map(frozenset, shipped[name]))


def worked_out(name: str, source: Source = DEFAULT) -> Signs:
    """The same from the tables themselves."""
    return Signs(characters(name, source).source_only, target_only(name, source))


@cache
def _shipped() -> tuple[str, Mapping[str, list[str]]]:
    """The version of the tables from which the table that ships was made, and its signs by configuration."""
    (_, version), *rows = data.rows(_TABLE)
    return version, {name: signs for name, *signs in rows}


def table() -> Iterator[str]:
    """The lines of the table that ships."""
    yield "# Characters that tell a script: made by `python -m textclean.han.signs` from the tables that the first row names."
    yield "# configuration\tsource-only\ttarget-only"
    yield f"tables\t{tables_version()}"
    for name in (*TO_SIMPLIFIED, *TO_TRADITIONAL):
        yield "\t".join([name, *("".join(sorted(some)) for some in worked_out(name))])


@cache
def compatibility(source: Source = DEFAULT) -> frozenset[str]:
    """The compatibility ideographs, which OpenCC makes ordinary ones before anything else."""
    return frozenset(key for tables in chain("t2s", "normalization", source) for table in tables for key in table)


class Characters(NamedTuple):
    """What a chain of tables does to characters, worked out by following every character and phrase through its stages."""

    known: frozenset[str]
    written: frozenset[str]  # may come out of the last stage
    free: frozenset[str]  # may come out of it without the help of a phrase

    @property
    def source_only(self) -> frozenset[str]:
        return self.known - self.written


@cache
def characters(name: str, source: Source = DEFAULT) -> Characters:
    """The characters of a configuration."""
    stages = chain(name, source=source)
    known = {c for tables in stages for table in tables for pair in table.items() for text in pair for c in text}
    known -= compatibility(source)
    written, free = set(known), set(known)
    for tables in stages:
        single: dict[str, str] = {}
        for table in tables:
            single = {k: v for k, v in table.items() if len(k) == 1} | single
        phrases = [(k, v) for table in tables for k, v in table.items() if len(k) > 1]
        reached = {c for k, v in phrases if written.issuperset(k) for c in v}
        written = {c for old in written for c in single.get(old, old)} | reached
        free = {new for old in free for new in [single.get(old, old)] if len(new) == 1}
    return Characters(frozenset(known), frozenset(written), frozenset(free))


@cache
def target_only(name: str, source: Source = DEFAULT) -> frozenset[str]:
    """Characters that the conversion may write wherever they stand, and that the opposite conversion never writes."""
    siblings = TO_TRADITIONAL if name in TO_SIMPLIFIED else TO_SIMPLIFIED
    never_written = frozenset.intersection(*(characters(other, source).source_only for other in siblings))
    changed = {
        key
        for tables in chain(name, source=source)
        for table in tables
        for key, value in table.items()
        if len(key) == 1 and value != key
    }
    return (never_written & characters(name, source).free) - changed


if __name__ == "__main__":
    print("\n".join(table()))
