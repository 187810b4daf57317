"""The tables of shapes of lines, `data/debris/*.toml`, one a cleaner: what a line may look like. Knows no text and no place in one.

A rule has these fields:

    name      the last part of the rule's name
    line      a regular expression for the whole line, folded (half width, simplified, straight quotes) and without the blanks round it;
              a list stands for any one of its parts
    where     head: above the first line of prose; tail: below the last one; edges: either; anywhere. In a text without prose the edges are three lines
    weak      true: only beside a line of a rule that is not weak, blank lines aside (any cleaner's)
    takes     true: the heading of a list of links, which goes with the short lines below it that end in no mark (tail only)
    examples  lines that have the shape: they are its tests
    stay      look-alikes that must not have it: they are its tests too

What several lines of a table share stands once in its [words]: {name} in a line, or in a word below, stands for it.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Literal, NamedTuple

from textclean import data
from textclean.core.errors import TableError
from textclean.core.lazy import lazy_compile
from textclean.debris._likeness import telling
from textclean.debris._screen import METHOD, Need, Screen, need
from textclean.han.codes import code_points


class Rule(NamedTuple):
    """A shape of line that sites add: see the head of this module."""

    cleaner: str
    name: str
    line: re.Pattern[str]
    where: Literal["head", "tail", "edges", "anywhere"]
    weak: bool
    takes: bool
    examples: tuple[str, ...]
    stay: tuple[str, ...]


_NEEDS = "debris-needs.json"
_WORD_OF_TABLE = lazy_compile(r"\{([a-z_]+)\}")
_KEYS = {"name", "line", "where", "weak", "takes", "examples", "stay"}


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of all tables. Raises TableError, with file and rule, for what cannot be read."""
    found: list[Rule] = []
    for file in sorted((resources.files("textclean.data") / "debris").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            table = tomllib.loads(file.read_text("utf-8"))
            words = _words(table.get("words", {}))
            found += [_rule(file.name.removesuffix(".toml"), row, words) for row in table["rule"]]
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise TableError(f"textclean/data/debris/{file.name} cannot be read ({error}); install textclean-zh again") from error
    return tuple(found)


def _words(table: Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    """The words of a table as expressions, each with the words above it put in."""
    words: dict[str, str] = {}
    for name, parts in table.items():
        words[name] = _expression(parts if isinstance(parts, str) else f"(?:{'|'.join(parts)})", words)
    return words


def _expression(line: str | Sequence[str], words: Mapping[str, str]) -> str:
    return _WORD_OF_TABLE.sub(lambda word: words[word[1]], line if isinstance(line, str) else "|".join(line))


def _rule(cleaner: str, row: Mapping[str, object], words: Mapping[str, str]) -> Rule:
    if unknown := set(row) - _KEYS:
        raise ValueError(f"rule {row.get('name')}: unknown field {sorted(unknown)[0]}")
    return Rule(
        cleaner,
        str(row["name"]),
        lazy_compile(_expression(row["line"], words)),  # type: ignore[arg-type]
        row.get("where", "edges"),  # type: ignore[arg-type]
        bool(row.get("weak", False)),
        bool(row.get("takes", False)),
        tuple(row["examples"]),  # type: ignore[arg-type]
        tuple(row["stay"]),  # type: ignore[arg-type]
    )


@cache
def _screen() -> Screen:
    return Screen(_needs(), telling())


def _needs() -> Iterator[Need]:
    """What the rules ask for, from the table that ships for every expression that stands in it: to read them takes longer."""
    shipped = json.loads(data.text(_NEEDS))
    for rule in rules():
        told = shipped.get(_number(rule))
        yield Need(tuple(map(frozenset, told["sets"])), told["least"], told["most"]) if told else _need(rule)


def _need(rule: Rule) -> Need:
    try:
        return need(rule.line.pattern)
    except re.error as error:
        raise TableError(f"textclean/data/debris/{rule.cleaner}.toml, rule {rule.name}: no regular expression ({error})") from error


def _number(rule: Rule) -> str:
    """Twelve hexadecimal digits that change when the expression does, or the way in which needs are read off it."""
    return hashlib.sha256(f"{METHOD} {rule.line.pattern}".encode()).hexdigest()[:12]


def needs_table() -> str:
    """The table that ships: what each expression asks for, by its number. `python -m textclean.debris._rules` prints it."""
    needs = {_number(rule): _need(rule) for rule in rules()}
    rows = (
        f"{json.dumps(number)}: "
        + json.dumps({"least": one.least, "most": one.most, "sets": [sorted(some) for some in one.sets]}, ensure_ascii=False)
        for number, one in sorted(needs.items())
    )
    return "{\n" + ",\n".join(rows) + "\n}"


class Look(NamedTuple):
    """How a line looks: by its shape, and by how much the model of lines has to say of it."""

    rules: tuple[Rule, ...]
    """The rules whose shape it has, wherever it stands."""
    telling: int
    """How many figures, and pairs of characters that are a site's, it holds; most of authors' hold none or few."""


def look(line: str) -> Look:
    """How a folded line looks.

    >>> found = look("上一篇:关于清理广告的通告")
    >>> [rule.name for rule in found.rules], found.telling > look("红杏枝头春意闹").telling
    (['neighbour'], True)
    """
    return looks([line])[0]


def looks(lines: Sequence[str]) -> list[Look]:
    """How many folded lines look, told in one go. They have no blanks round them."""
    lengths = [len(line) for line in lines]
    starts = [0, *accumulate(length + 1 for length in lengths[:-1])] if lines else []
    screened = _screen().screen(code_points("\n".join(lines)), starts, lengths)
    known = rules()
    having: list[list[Rule]] = [[] for _ in lines]
    # Most lines have nothing of what a rule asks for, and are told so without being read.
    for k, number in screened.needs:
        if known[number].line.fullmatch(lines[k]):
            having[k].append(known[number])
    return [Look(tuple(found), signs) for found, signs in zip(having, screened.counted.tolist(), strict=True)]


if __name__ == "__main__":
    print(needs_table())
