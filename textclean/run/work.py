"""One block of an input through a pipeline: bytes in, bytes and what there is to tell out. Knows neither files nor workers."""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from textclean.core.cleaner import Cleaner
from textclean.core.errors import InputError
from textclean.core.result import Result
from textclean.formats import Blank, Block, Document, Format, JsonLines, Lines, Parquet, PlainText, Record, Reject
from textclean.formats.jsonl import json_line
from textclean.report.html.gathering import Gathering, Wanted
from textclean.report.tally import Tally
from textclean.report.trace import InFile, trace


class Done(NamedTuple):
    """A document and what became of it."""

    document: Document
    result: Result


class Unsettled(NamedTuple):
    """A text that was left as it was because its cleaners did not come to rest."""

    number: int | None
    fighting: tuple[str, ...]


class Task(NamedTuple):
    """A block, and how it is to be done.

    name   the input's, as messages and traces tell it       in_place   records that are set aside also stay where they are
    trace  write down every edit                             by_rule    count edits by rule
    gather what a report still wants, where one is made
    limit  bytes of a record, or of a text file, beyond which it is not cleaned; 0 for none
    skip   positions (from 0) of records that are not to be read or cleaned, with the reason
    """

    name: str
    layout: Format
    block: Block
    in_place: bool = False
    trace: bool = False
    by_rule: bool = True
    limit: int = 0
    skip: tuple[tuple[int, str], ...] = ()
    gather: Wanted | None = None


@dataclass
class Outcome:
    """What became of a block: its bytes, and what there is to tell, in the order of its records."""

    data: bytes = b""
    changed: bool = False
    tally: Tally = field(default_factory=Tally)
    trace: bytes = b""
    rejects: list[Reject] = field(default_factory=list)
    unsettled: list[Unsettled] = field(default_factory=list)
    notes: list[tuple[int | None, str]] = field(default_factory=list)
    gathering: Gathering | None = None


def results(records: Iterable[Record], cleaner: Cleaner) -> Iterator[Done | Blank | Reject]:
    """Every record, cleaned. One on which a cleaner raises becomes a Reject; a whole file has nowhere to go, so that is raised."""
    for record in records:
        if not isinstance(record, Document):
            yield record
            continue
        try:
            item: Done | Reject = Done(record, cleaner.run(record.text))
        except Exception as error:
            if record.number is None:
                raise
            item = Reject(record.number, f"internal error: {type(error).__name__}: {error}", record.raw, error)
        yield item


def work(task: Task, cleaner: Cleaner, fingerprint: str = "", at: Callable[[int], None] | None = None) -> Outcome:
    """Do a task. `at` is told the position of each record before it is read. Raises InputError if the block cannot be read."""
    outcome = Outcome(gathering=Gathering(task.gather) if task.gather else None)
    parts: list[bytes] = []
    traces: list[bytes] = []
    for item in results(_records(task, at), cleaner):
        if isinstance(item, Reject):
            outcome.rejects.append(item)
        if not isinstance(item, Done):
            if task.in_place or isinstance(item, Blank):
                parts.append(item.raw)
            continue
        document, result = item
        parts.append(document.encoded(result.text))
        outcome.changed = outcome.changed or parts[-1] != document.raw
        outcome.tally.add(result, by_rule=task.by_rule)
        if outcome.gathering:
            outcome.gathering.add(result, task.name, document.number)
        if not result.converged:
            outcome.unsettled.append(Unsettled(document.number, result.fighting))
        if document.note:
            outcome.notes.append((document.number, document.note))
        if task.trace and (result.changed or result.seen or not result.converged):
            file = in_file(document, task.layout)
            told = trace(result, cleaner, path=task.name, record=document.number, pipeline=fingerprint, file=file)
            traces.append(json_line(told))
    outcome.data, outcome.trace = b"".join(parts), b"".join(traces)
    return outcome


_NAMES: tuple[tuple[type, str], ...] = ((PlainText, "text"), (Lines, "lines"), (JsonLines, "jsonl"), (Parquet, "parquet"))


def in_file(document: Document, layout: Format) -> InFile:
    """How a document stood in the file that `layout` reads, for its trace."""
    name = next(name for kind, name in _NAMES if isinstance(layout, kind))
    field, encoding = getattr(layout, "field", None), getattr(layout, "encoding", None)
    written = getattr(document, "codec", "utf-8")
    if encoding is None or not encoding.output:
        read = written if document.faithful or encoding is None or encoding.errors == "replace" else None
    else:
        read = None if encoding.auto or encoding.errors == "line" else encoding.name
    bom = name == "text" and document.raw.startswith(BOM_UTF8)
    return InFile(name, field, read, written, getattr(document, "crlf", False), bom)


def _records(task: Task, at: Callable[[int], None] | None) -> Iterator[Record]:
    raw, first, offset, whole = task.block
    too_long = task.limit > 0 and len(raw) > task.limit
    if whole:
        if too_long:
            raise InputError(f"is {len(raw):,} bytes long, which is more than the {task.limit:,} that --max-bytes allows")
        at = None
    if at is None and not task.skip and not too_long:
        yield from task.layout.read(io.BytesIO(raw), first, offset)
        return
    # Each record on its own, so that it is known which one is being read or cleaned should it never come back.
    skip = dict(task.skip)
    for position, line in enumerate(io.BytesIO(raw)):
        if at is not None:
            at(position)
        if position in skip:
            yield Reject(first + position, skip[position], line)
        elif task.limit and len(line) > task.limit:
            yield Reject(first + position, f"is {len(line):,} bytes long, more than the {task.limit:,} of --max-bytes", line)
        else:
            yield from task.layout.read(io.BytesIO(line), first + position, offset)
        offset += len(line)
