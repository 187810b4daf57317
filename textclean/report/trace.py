"""A Result as an object for JSON: versioned, complete, in code points of the original. Knows neither files nor how it is shown."""

from __future__ import annotations

import hashlib
from typing import Any

from textclean.core.cleaner import Cleaner, covers
from textclean.core.result import Result
from textclean.report.signature import safety_of

FORMAT = "textclean-trace"
VERSION = 1


def trace(
    result: Result,
    cleaner: Cleaner,
    *,
    path: str | None = None,
    record: int | None = None,
    pipeline: str = "",
    only: str = "",
) -> dict[str, Any]:
    """What was done to one text, and what it was done to.

    Positions are half-open spans of code points of the original text: for a file, without byte order mark and with `\\n` for
    CRLF. `original` and `cleaned` are SHA-256 of the texts in UTF-8 (lone surrogates encoded as they are), `pipeline` is the
    fingerprint of what cleaned them. An edit has all rules that had a hand in it, and the safety of the least safe of them.
    With `only`, edits and findings of other rules are left out, and the object says so: it cannot be replayed.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "unit": "code points",
        "path": path,
        "record": record,
        "pipeline": pipeline or None,
        "only": only or None,
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


def _told(text: str) -> dict[str, Any]:
    return {"length": len(text), "sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}
