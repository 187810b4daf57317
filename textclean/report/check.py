"""What would change, one line each, for people or for a program. Knows no file: where a code point stands it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from textclean.core.cleaner import Cleaner
from textclean.core.result import Result
from textclean.report.signature import safety_of
from textclean.report.visible import shortened, visible

_LONGEST = 40


@dataclass(frozen=True)
class Remark:
    """One edit or finding of a text: its span in code points, line and column from 1, and what is to be said."""

    start: int
    end: int
    line: int
    column: int
    rules: tuple[str, ...]
    before: str
    after: str | None
    safety: str = ""
    note: str = ""

    @property
    def message(self) -> str:
        """What becomes what, with invisible characters drawn, and the evidence.

        >>> Remark(4, 5, 1, 5, ("unify.spaces",), " ", "", "safe").message
        'remove `␣` [safe]'
        """
        before, after = _excerpt(self.before), _excerpt(self.after or "")
        if self.after is None:
            said = f"found {before}"
        elif not self.before:
            said = f"insert {after}"
        else:
            said = f"{before} → {after}" if self.after else f"remove {before}"
        safety = f" [{self.safety}]" if self.safety else ""
        return f"{said}{safety}" + (f" ({visible(self.note)})" if self.note else "")

    def as_object(self, path: str, record: int | None) -> dict[str, Any]:
        """For JSON. In a record of JSONL there are no line and column, but its number; `after` is null for a finding."""
        return {
            "path": path,
            "record": record,
            "line": self.line if record is None else None,
            "column": self.column if record is None else None,
            "start": self.start,
            "end": self.end,
            "kind": "finding" if self.after is None else "edit",
            "rules": list(self.rules),
            "safety": self.safety or None,
            "before": self.before,
            "after": self.after,
            "note": self.note,
        }

    def as_annotation(self, path: str, record: int | None) -> str:
        """For GitHub's Actions, a command on one line: a warning for an edit, a notice for a finding.

        A record of JSONL has its line in the file and no column, since one of its text is none of the file.

        >>> Remark(4, 5, 1, 5, ("unify.spaces",), "\u200b", "", "safe").as_annotation("a,b.txt", None)
        '::warning file=a%2Cb.txt,line=1,endLine=1,col=5,title=unify.spaces::remove `⟨ZWSP⟩` [safe]'
        """
        kind = "notice" if self.after is None else "warning"
        places = {"file": path, "line": self.line, "endLine": self.line} | ({"col": self.column} if record is None else {})
        told = places | {"title": ", ".join(self.rules)}
        properties = ",".join(f"{name}={_property(visible(str(value)))}" for name, value in told.items())
        return f"::{kind} {properties}::{_data(self.message)}"


def _data(text: str) -> str:
    """What GitHub's runner reads as this text. It undoes these three in this order, the per cent sign last."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def remarks(result: Result, cleaner: Cleaner, place: Callable[[int], tuple[int, int]]) -> Iterator[Remark]:
    """Every edit and finding of a result, in the order of the text. `place` tells line and column of a code point."""
    found = [
        Remark(
            edit.start,
            edit.end,
            *place(edit.start),
            edit.rules,
            result.original[edit.start : edit.end],
            edit.replacement,
            str(safety_of(edit.rules, cleaner)),
            "; ".join(edit.notes),
        )
        for edit in result.edits
    ]
    found += [
        Remark(start, end, *place(start), (rule,), result.original[start:end], None, "", note)
        for start, end, rule, note in result.findings
    ]
    return iter(sorted(found, key=lambda remark: (remark.start, remark.end)))


def _excerpt(text: str) -> str:
    return f"`{visible(shortened(text, _LONGEST), spaces=not text.strip())}`"
