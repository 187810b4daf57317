"""A trace done again on the text it was made of, or taken back from what came out. Knows one text at a time, and no file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from textclean.core.edit import Edit, apply, invert
from textclean.core.errors import InputError
from textclean.report.schema import faults, schema
from textclean.report.trace import FORMAT, VERSION, digest


class OtherText(InputError):
    """A text that is neither of the two that a trace tells of."""


def read_trace(data: bytes) -> dict[str, Any]:
    """The trace that a line of JSON is. Raises InputError that tells what is wrong with it, and where in it.

    >>> read_trace(b'{"format": "textclean-stats"}')
    Traceback (most recent call last):
    textclean.core.errors.InputError: is no trace: its format is "textclean-stats", and should be "textclean-trace"
    """
    try:
        told = json.loads(data)
    except ValueError as error:
        raise InputError(f"is no trace: no JSON: {error}") from error
    except RecursionError:
        raise InputError("is no trace: nested too deeply") from None
    for key, value in (("format", FORMAT), ("version", VERSION)):
        found = told.get(key) if isinstance(told, dict) else None
        if found != value:
            raise InputError(f"is no trace: its {key} is {json.dumps(found)}, and should be {json.dumps(value)}")
    for fault in faults(told, schema("trace")):
        raise InputError(f"is a damaged trace: {fault}")
    loaded: dict[str, Any] = told
    return loaded


def replayed(told: Mapping[str, Any], text: str, *, undo: bool = False) -> str:
    """What the edits of a trace make of the original `text`; with `undo`, what they were made on, from the cleaned `text`.

    `told` is what `read_trace` or `trace` gives. Raises InputError if the text is not the one of the trace, which SHA-256 tells,
    if the trace holds the edits of some rules only, and if its edits do not lead from the one text to the other.

    >>> import textclean
    >>> from textclean.report.trace import trace
    >>> told = trace(textclean.trace("好,走。"), textclean.preset("standard"))
    >>> replayed(told, "好,走。"), replayed(told, "好，走。", undo=True)
    ('好，走。', '好,走。')
    >>> replayed(told, "好，走。")
    Traceback (most recent call last):
    textclean.core.errors.InputError: this is already the cleaned text; --undo takes it back
    """
    if told["only"]:
        raise InputError(f"the trace holds the edits of {told['only']} only, and others are missing; make it without --rule")
    before, after = (told["cleaned"], told["original"]) if undo else (told["original"], told["cleaned"])
    _check_is(text, before, after, undo)
    edits = _edits(told, text, undo)
    given = apply(text, edits)
    if digest(given) != after["sha256"]:
        raise InputError("the trace is damaged: its edits do not give the text whose SHA-256 it tells")
    return given if edits else text


def _check_is(text: str, wanted: Mapping[str, Any], other: Mapping[str, Any], undo: bool) -> None:
    found = digest(text)
    if found == wanted["sha256"]:
        return
    if found == other["sha256"]:
        if undo:
            raise InputError("this is the original text already; without --undo the edits are done")
        raise InputError("this is already the cleaned text; --undo takes it back")
    kind = "cleaned" if undo else "original"
    raise OtherText(
        f"another text: the {kind} one of the trace has {wanted['length']:,} code points and SHA-256 {wanted['sha256'][:12]}…, "
        f"this has {len(text):,} and {found[:12]}…; give the {kind} text as it was when the trace was made"
    )


def _edits(told: Mapping[str, Any], text: str, undo: bool) -> list[Edit]:
    """The edits of a trace, in coordinates of `text`. Raises InputError if they are out of order or speak of another text."""
    edits = [Edit(edit["start"], edit["end"], edit["after"]) for edit in told["edits"]]
    old = [edit["before"] for edit in told["edits"]]
    end = 0
    for edit, before in zip(edits, old, strict=True):
        if not end <= edit.start <= edit.end or len(before) != edit.end - edit.start:
            raise InputError(f"the trace is damaged: its edit of {edit.start}:{edit.end} is out of order or of another length")
        end = edit.end
    if undo:
        edits = [back._replace(replacement=before) for back, before in zip(_shifted(edits), old, strict=True)]
        old = [edit["after"] for edit in told["edits"]]
    for edit, before in zip(edits, old, strict=True):
        if text[edit.start : edit.end] != before:
            raise InputError(f"the trace is damaged: at {edit.start}:{edit.end} stands something else than what it tells")
    return edits


def _shifted(edits: list[Edit]) -> list[Edit]:
    """The edits at their places in what they gave; what they replace is not known here."""
    return invert("", edits)
