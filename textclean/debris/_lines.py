"""The engine for rules about whole lines: which line has the shape of which rule. The rules are `data/debris.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from textclean.core.errors import TableError
from textclean.core.view import View
from textclean.han.fold import fold
from textclean.han.lines import Line, lines


class Rule(NamedTuple):
    """A shape of line that a site adds: see the head of `data/debris.toml` for the fields."""

    cleaner: str
    name: str
    line: re.Pattern[str]
    examples: tuple[str, ...]
    stay: tuple[str, ...]


@cache
def rules(cleaner: str) -> tuple[Rule, ...]:
    """The rules of one cleaner, in the order of the table. Raises TableError."""
    try:
        table = tomllib.loads((resources.files("textclean.data") / "debris.toml").read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"textclean/data/debris.toml cannot be read ({error}); install textclean-zh again") from error
    return tuple(
        Rule(row["cleaner"], row["name"], re.compile(row["line"]), tuple(row["examples"]), tuple(row["stay"]))
        for row in table["rule"]
        if row["cleaner"] == cleaner
    )


def folded_lines(view: View) -> tuple[tuple[Line, str], ...]:
    """The lines, each with its text folded in width and script and without the blanks round it. A fact."""
    return tuple((line, fold(line.text).strip()) for line in view.fact(lines))


def rule_of(cleaner: str, folded: str) -> Rule | None:
    """The first rule of a cleaner whose shape a folded line has."""
    return next((rule for rule in rules(cleaner) if rule.line.fullmatch(folded)), None)
