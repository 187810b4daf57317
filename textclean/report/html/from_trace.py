"""A gathering out of the lines of a trace. Knows the form of a trace, and that texts are not in it; knows no file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from textclean.core.errors import InputError
from textclean.report.html.card import Change, Told
from textclean.report.html.gathering import Gathering
from textclean.report.trace import FORMAT, VERSION


@dataclass
class Traced:
    """What the lines of a trace tell: documents with changes or findings, and by which pipelines."""

    gathering: Gathering = field(default_factory=Gathering)
    fingerprints: set[str] = field(default_factory=set)
    unsettled: int = 0
    only: bool = False  # the trace was cut down to some rules

    def add(self, line: bytes, number: int) -> None:
        """Take in one line. Raises InputError if it is no trace."""
        try:
            told = json.loads(line)
            if told["format"] != FORMAT or told["version"] != VERSION:
                raise ValueError(f"is {told['format']} {told['version']}")
            document = _document(told)
            self.unsettled += not told["converged"]
            self.only = self.only or bool(told.get("only"))
            findings = len(told["findings"])
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
            raise InputError(f"line {number}: is no line of a trace of this version ({type(error).__name__}: {error})") from error
        if len(self.fingerprints) < _FINGERPRINTS:
            self.fingerprints.add(str(told.get("pipeline") or ""))
        self.gathering.add_told(document, findings)


_FINGERPRINTS = 8
_LONGEST = 1 << 40  # more than any text has


def traced(lines: Iterable[bytes]) -> Traced:
    """What a whole trace tells. Raises InputError, with its number, for a line that is none."""
    made = Traced()
    for number, line in enumerate(lines, 1):
        if not line.isspace():
            made.add(line, number)
    return made


def _document(told: dict[str, Any]) -> Told:
    changes = [
        Change(
            int(edit["start"]),
            int(edit["end"]),
            str(edit["before"]),
            str(edit["after"]),
            tuple(map(str, edit["rules"])),
            "; ".join(map(str, edit["notes"])),
        )
        for edit in told["edits"]
    ]
    before, after = int(told["original"]["length"]), int(told["cleaned"]["length"])
    if not 0 <= before + after < _LONGEST or min(before, after) < 0:
        raise ValueError(f"lengths of {before} and {after}")
    record = told["record"]
    return Told(
        str(told["path"] or "-"), None if record is None else int(record), before, after, changes, None, bool(before and not after)
    )
