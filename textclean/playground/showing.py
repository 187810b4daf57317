"""One Result as the page shows it: the text in pieces, the edits with their reasons, the findings. Knows no setting and no web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from textclean.core.cleaner import Cleaner
from textclean.core.edit import Finding, trimmed
from textclean.core.result import Result
from textclean.report.signature import safety_of
from textclean.report.visible import visible

KEPT, REMOVED, INSERTED, FOUND = "k", "d", "i", "f"

SHOWN = 2000
"""Edits that are drawn, and findings. What a browser shows without a pause; how many more there are is told."""
_LONGEST = 80  # code points of an edit in the list of reasons


def shown(result: Result, cleaner: Cleaner) -> dict[str, Any]:
    """The result as plain data. Pieces are [kind, text] or, of edits and findings, [kind, text, number in their list]."""
    edits = [trimmed(edit, result.original) for edit in result.edits]
    findings = result.findings
    counts = Counter(rule for edit in edits for rule in edit.rules)
    counts.update(finding.rule for finding in findings)
    safeties = {rules: str(safety_of(rules, cleaner)) for rules in {edit.rules for edit in edits[:SHOWN]}}
    return {
        "text": result.text,
        "pieces": list(_pieces(result, edits[:SHOWN], findings[:SHOWN], whole=len(edits) <= SHOWN)),
        "edits": [
            {
                "before": _short(result.original[edit.start : edit.end]),
                "after": _short(edit.replacement),
                "rules": edit.rules,
                "notes": [visible(note) for note in edit.notes],
                "safety": safeties[edit.rules],
            }
            for edit in edits[:SHOWN]
        ],
        "findings": [
            {"text": _short(result.original[one.start : one.end]), "rule": one.rule, "note": visible(one.note)}
            for one in findings[:SHOWN]
        ],
        "unseen": {"edits": max(0, len(edits) - SHOWN), "findings": max(0, len(findings) - SHOWN)},
        "edited": len(edits),
        "found": len(findings),
        "counts": counts,
        "lengths": [len(result.original), len(result.text)],
        "fighting": result.fighting,
    }


def _pieces(result: Result, edits: list[Any], findings: tuple[Finding, ...], *, whole: bool) -> Iterator[list[Any]]:
    marks = list(_apart(findings))
    at = 0
    for number, edit in enumerate(edits):
        yield from _kept(result.original, at, edit.start, marks)
        for kind, text in ((REMOVED, result.original[edit.start : edit.end]), (INSERTED, edit.replacement)):
            if text:
                yield [kind, _lines(text), number]
        at = edit.end
    if whole:
        yield from _kept(result.original, at, len(result.original), marks)


def _apart(findings: tuple[Finding, ...]) -> Iterator[tuple[int, int, int]]:
    """The spans of findings with their numbers, cut so that none overlaps another."""
    done = 0
    for number, (start, end, *_) in enumerate(findings):
        if end > max(start, done):
            yield max(start, done), end, number
            done = end


def _kept(text: str, at: int, end: int, marks: list[tuple[int, int, int]]) -> Iterator[list[Any]]:
    """What was kept from `at` to `end`, with the findings in it. Takes from `marks` those that end here."""
    while marks and marks[0][0] < end:
        start, stop, number = marks[0]
        if stop > at:
            if start > at:
                yield [KEPT, _plain(text[at:start])]
            yield [FOUND, _plain(text[max(at, start) : min(stop, end)]), number]
            at = min(stop, end)
        if stop > end:
            return
        marks.pop(0)
    if at < end:
        yield [KEPT, _plain(text[at:end])]


def _plain(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def _lines(text: str) -> str:
    """A changed stretch: ends of lines are drawn too, and blanks that stand alone."""
    return "↵\n".join(visible(line, spaces=not text.strip()) for line in text.split("\n"))


def _short(text: str) -> str:
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"
    return "↵".join(visible(line, spaces=not text.strip()) for line in text.split("\n"))
