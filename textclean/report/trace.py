"""A Result as an object for JSON: versioned, complete, in code points of the original. Knows neither files nor how it is shown."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from textclean.core.cleaner import Cleaner, covers
from textclean.core.result import Result
from textclean.report.signature import safety_of

FORMAT = "textclean-trace"
VERSION = 1
"""Of the format, which `trace.schema.json` tells; goes up with every change of the keys or of what they mean."""


class InFile(NamedTuple):
    """How a text stood in its file: what somebody needs to read either file again and to write the other.

    `field` is None where there is none, `encoding` None where there were several; `written` is that of the cleaned file. `crlf`
    is true if the file's CRLF were taken for `\\n`, `bom` if a text file in UTF-8 began with a byte order mark.
    """

    format: str
    field: str | None = None
    encoding: str | None = "utf-8"
    written: str = "utf-8"
    crlf: bool = False
    bom: bool = False

    def as_object(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "format": self.format,
            "field": self.field,
            "encoding": self.encoding,
            "written": self.written,
            "line_ends": "crlf" if self.crlf else "kept",
            "bom": self.bom,
        }


def trace(
    result: Result,
    cleaner: Cleaner,
    *,
    path: str | None = None,
    record: int | None = None,
    pipeline: str = "",
    only: str = "",
    file: InFile | None = None,
) -> dict[str, Any]:
    """What was done to one text, and what it was done to.

    Positions are half-open spans of code points of the original text: for a file, without byte order mark and with `\\n` for
    CRLF. `original` and `cleaned` are SHA-256 of the texts in UTF-8 (lone surrogates encoded as they are), `pipeline` is the
    fingerprint of what cleaned them. An edit has all rules that had a hand in it, and the safety of the least safe of them.
    With `only`, edits and findings of other rules are left out, and the object says so: it cannot be replayed. `file`
    becomes the key of that name, which is left out without it. No text makes it raise.

    >>> import textclean
    >>> told = trace(textclean.trace("好,走。"), textclean.preset("standard"))
    >>> [(edit["start"], edit["before"], edit["after"], edit["safety"]) for edit in told["edits"]]
    [(1, ',', '，', 'safe')]
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "unit": "code points",
        "path": path,
        "record": record,
        "pipeline": pipeline or None,
        "only": only or None,
        **({"file": file.as_object()} if file else {}),
        "original": _told(result.original),
        "cleaned": _told(result.text),
        "converged": result.converged,
        "fighting": list(result.fighting),
        "edits": [
            {
                "start": edit.start,
                "end": edit.end,
                "before": result.original[edit.start : edit.end],
                "after": edit.replacement,
                "rules": list(edit.rules),
                "safety": str(safety_of(edit.rules, cleaner)),
                "notes": list(edit.notes),
            }
            for edit in result.edits
            if not only or any(covers((only,), rule) for rule in edit.rules)
        ],
        "findings": [
            {
                "start": finding.start,
                "end": finding.end,
                "text": result.original[finding.start : finding.end],
                "rule": finding.rule,
                "note": finding.note,
            }
            for finding in result.findings
            if not only or covers((only,), finding.rule)
        ],
    }


def digest(text: str) -> str:
    """The SHA-256 of a text, in UTF-8; lone surrogates are encoded as they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _told(text: str) -> dict[str, Any]:
    return {"length": len(text), "sha256": digest(text)}
