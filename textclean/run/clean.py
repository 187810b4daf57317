"""One input through one pipeline: records in, cleaned records out, what cannot be read set aside. Knows no terminal."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from textclean.core.cleaner import Cleaner
from textclean.core.result import Result
from textclean.formats import Blank, Document, Format, JsonLines, Record, Reject
from textclean.formats.jsonl import json_line
from textclean.run.discovery import Source
from textclean.run.output import Draft, Job, Stream


class Done(NamedTuple):
    """A document and what became of it."""

    document: Document
    result: Result


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


@contextmanager
def opened(source: Source, stdin: BinaryIO) -> Iterator[BinaryIO]:
    """The bytes of an input. Raises OSError if the file cannot be opened."""
    if source.path is None:
        yield stdin
    else:
        with source.path.open("rb") as stream:
            yield stream


def clean(
    job: Job,
    layout: Format,
    cleaner: Cleaner,
    *,
    stdin: BinaryIO,
    stdout: BinaryIO,
    backup: str = "",
    rejects: Draft | None = None,
    on_done: Callable[[Done], None],
    on_reject: Callable[[Reject], None],
) -> None:
    """Do a job: read its input in the format `layout`, clean it, write it.

    Records that cannot be read or cleaned are told to `on_reject`, which may raise to stop, and written to `rejects`, or else
    beside the target. In place they also stay where they are, and a file in which nothing changed is not written. Raises
    InputError and OSError; then the target is as it was.
    """
    changed = False
    with ExitStack() as stack:
        stream = stack.enter_context(opened(job.source, stdin))
        out: Draft | Stream
        if job.target is None:
            out = stack.enter_context(Stream(stdout))
        else:
            job.target.parent.mkdir(parents=True, exist_ok=True)
            out = stack.enter_context(Draft(job.target, backup=backup))
        aside = rejects
        for item in results(layout.read(stream), cleaner):
            if isinstance(item, Done):
                data = item.document.encoded(item.result.text)
                changed = changed or data != item.document.raw
                out.write(data)
                on_done(item)
                continue
            if isinstance(item, Reject):
                on_reject(item)
                if aside is None and job.rejects is not None:
                    # Entered last, so left first: what is set aside is safe before the target appears without it.
                    aside = stack.enter_context(Draft(job.rejects))
                if aside is not None:
                    aside.write(json_line(reject_object(item, job.source)))
            if job.in_place or isinstance(item, Blank):
                out.write(item.raw)
        if job.in_place and not changed:
            out.discard()
    if aside is None and job.rejects is not None and isinstance(layout, JsonLines):
        _forget(job.rejects)


def reject_object(reject: Reject, source: Source) -> dict[str, Any]:
    """A record that was set aside, for JSON: `raw` is its line without the line's end, or `raw_base64` if it is not UTF-8."""
    told: dict[str, Any] = {"path": source.name, "line": reject.number, "reason": reject.reason}
    raw = reject.raw.rstrip(b"\r\n")
    try:
        return told | {"raw": raw.decode("utf-8")}
    except UnicodeDecodeError:
        return told | {"raw_base64": base64.b64encode(raw).decode("ascii")}


def _forget(path: Path) -> None:
    """Remove what an earlier run set aside for the same target, now that nothing is."""
    if path.is_file():
        path.unlink()
