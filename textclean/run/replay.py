"""Files of traces done again, or taken back, on the inputs they tell of. Knows files and records; edits are carried out elsewhere."""

from __future__ import annotations

import dataclasses
import io
import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, NamedTuple, TypeVar

from textclean.core.errors import InputError
from textclean.formats import Document, Encoding, Reject
from textclean.formats.encoding import BOM
from textclean.formats.text import TextFile
from textclean.report.replay import OtherText, read_trace, replayed
from textclean.run.discovery import Source
from textclean.run.work import Outcome, Task

Label = TypeVar("Label")


class _Place(NamedTuple):
    """Where a trace stands in its file, in bytes."""

    offset: int
    length: int


@dataclass
class Told:
    """What a file of traces has on one input: where each trace stands, by record, and how the input is to be read.

    `files` are the distinct ways in which its texts stood in it: format, field, encoding, encoding of the output.
    """

    path: str | None
    places: dict[int | None, _Place] = field(default_factory=dict)
    files: set[tuple[str, str | None, str | None, str]] = field(default_factory=set)

    @property
    def format(self) -> str:
        """The format of the input; `auto` if the traces do not tell."""
        return next((kind for kind, *_ in self.files), "auto")

    @property
    def field_name(self) -> str | None:
        """The field of a record that is its text, if the traces tell."""
        return next((name for _, name, _, _ in self.files if name), None)

    def encoding(self, *, undo: bool, errors: str = "strict") -> Encoding:
        """How the input is read and written: from the encoding of the one side to that of the other."""
        pairs = {(read or "auto", written) for _, _, read, written in self.files}
        if len(pairs) != 1:
            return Encoding("auto" if pairs else "utf-8", errors)
        source, target = pairs.pop()[:: -1 if undo else 1]
        if undo and target == "auto":  # several encodings, or nobody knows which: written as the cleaned file is
            target = source
        return Encoding(source, errors, "" if target == source else target)


class Ledger:
    """A file of traces, one a line as `--trace` writes them, or a single one. Only where each stands is kept in memory.

    Raises InputError, with the line, for what is no trace, and for two traces of one text; OSError if the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.inputs: dict[str | None, Told] = {}
        for number, place, data in _lines(path):
            try:
                self._add(read_trace(data), place)
            except InputError as error:
                raise InputError(f"{path}: line {number}: {error}") from error

    def _add(self, trace: dict[str, Any], place: _Place) -> None:
        told = self.inputs.setdefault(trace["path"], Told(trace["path"]))
        if trace["record"] in told.places:
            raise InputError("a second trace of the same text; a file of traces is that of one run")
        told.places[trace["record"]] = place
        if file := trace.get("file"):
            told.files.add((file["format"], file["field"], file["encoding"], file["written"]))

    def told(self, sources: Sequence[Source]) -> list[Told | None]:
        """What is told of each input, None where nothing is. No two have the same.

        An input is known by its name; one that is alone, by being the only one that is told of; and others by their place in a
        folder, if the names of the trace end so: the folder that most of them share goes first. Raises InputError if it may be
        either of two.
        """
        found = [self.inputs.get(source.name) for source in sources]
        if found == [None] and not sources[0].in_folder and len(self.inputs) == 1:
            return list(self.inputs.values())
        ends = self._ends()
        while True:
            taken = {each.path for each in found if each}
            folders: dict[tuple[str, ...], dict[int, Told]] = {}
            for at, source in enumerate(sources):
                for told in ends.get(source.relative.parts, ()) if found[at] is None else ():
                    if told.path not in taken:
                        folders.setdefault(_folder(told, source), {})[at] = told
            if not folders:
                return found
            most = max(map(len, folders.values()))
            best = [members for members in folders.values() if len(members) == most]
            for at in best[0]:
                if len(rivals := [str(members[at].path) for members in best if at in members]) > 1:
                    raise InputError(
                        f"{sources[at].name}: it may be {' and '.join(rivals)} of the trace; name the files as they were named then"
                    )
                found[at] = best[0][at]

    def _ends(self) -> dict[tuple[str, ...], list[Told]]:
        """What is told of each input under every end of its path."""
        ends: dict[tuple[str, ...], list[Told]] = {}
        for path, told in self.inputs.items():
            parts = PurePath(path or "").parts
            for at in range(len(parts)):
                ends.setdefault(parts[at:], []).append(told)
        return ends

    def read(self, place: _Place) -> dict[str, Any]:
        """The trace at a place."""
        with self._path.open("rb") as file:
            file.seek(place.offset)
            trace: dict[str, Any] = json.loads(file.read(place.length))
        return trace


def _lines(path: Path) -> Iterator[tuple[int, _Place, bytes]]:
    """The lines of a file with their numbers and places; a file that is one object over many lines, as one."""
    offset = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number == 1 and line.strip() == b"{":
                line += file.read()
            if line.strip():
                yield number, _Place(offset, len(line)), line
            offset += len(line)


def _folder(told: Told, source: Source) -> tuple[str, ...]:
    """The folder of a path that ends in an input's place."""
    return PurePath(told.path or "").parts[: -len(source.relative.parts)]


class Missing(NamedTuple):
    """A record that was set aside when a file was cleaned, so that it is not in the output. `raw` is without the line's end."""

    number: int
    raw: bytes


def missing_records(path: Path) -> dict[str, list[Missing]]:
    """The records of a file of rejects, by the path of their input, in order. Raises InputError for what is no such file."""
    found: dict[str, list[Missing]] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            told = json.loads(line)
            raw = b64decode(told["raw_base64"]) if "raw_base64" in told else told["raw"].encode()
            found.setdefault(told["path"], []).append(Missing(int(told["line"]), raw))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path}: line {number}: not what `textclean clean` sets aside: {error!r}") from error
    return {name: sorted(records) for name, records in found.items()}


class Replay:
    """An engine (see `run.workers`) that does what traces tell instead of cleaning. It is given each input's tasks in order.

    told      what is told of each input, in their order; None for one that is passed on as it is
    missing   for each, the records that are not in it although the traces count them
    """

    def __init__(self, ledger: Ledger, told: Sequence[Told | None], missing: Sequence[Sequence[Missing]], *, undo: bool) -> None:
        self._inputs = iter([_Input(ledger, *each, undo) for each in zip(told, missing, strict=True)])

    def outcomes(self, tasks: Iterable[tuple[Label, Task | None]]) -> Iterator[tuple[Label, Outcome | Exception | None]]:
        """For each task what became of it; behind each input, that it lacks a record of which the traces tell."""
        current = next(self._inputs, None)
        for label, task in tasks:
            assert current is not None
            try:
                done: Outcome | Exception = current.end() if task is None else current.work(task)
            except Exception as error:
                done = error
            yield label, done
            if task is None:
                current = next(self._inputs, None)

    def close(self) -> None:
        pass


_REJECTS = "; if records were set aside when it was cleaned, name their file with --rejects"


class _Input:
    """One input on its way."""

    def __init__(self, ledger: Ledger, told: Told | None, missing: Sequence[Missing], undo: bool) -> None:
        self._ledger = ledger
        self._told = told
        self._undo = undo
        self._left = dict(told.places) if told else {}
        self._missing = list(missing)[::-1]
        self._shift = 0
        self._end = b"\n"
        self._failed = False

    def work(self, task: Task) -> Outcome:
        try:
            return self._worked(task)
        except Exception:
            self._failed = True
            raise

    def end(self) -> Outcome:
        """What is still to be written behind the last record. Raises InputError if traces are left over."""
        if self._left and not self._failed:
            numbers = [number for number in self._left if number is not None]
            what = f"record {min(numbers)}" if numbers else "a text"
            hint = _REJECTS if self._undo and numbers else ""
            raise InputError(f"another file: the trace tells of {what}, which it does not have{hint}")
        return Outcome(b"".join(self._put_back()))

    def _worked(self, task: Task) -> Outcome:
        raw, first, offset, _ = task.block
        outcome = Outcome()
        parts: list[bytes] = []
        for number, item in enumerate(task.layout.read(io.BytesIO(raw), first, offset), first):
            # How the line of a missing record ended is not known: as those about it do.
            self._end = b"\r\n" if item.raw.endswith(b"\r\n") else b"\n"
            parts += self._put_back(number)
            if isinstance(item, Document):
                parts.append(self._document(item, outcome))
                continue
            if isinstance(item, Reject):
                outcome.rejects.append(item)
            if task.in_place or not isinstance(item, Reject):
                parts.append(item.raw)
        outcome.data = b"".join(parts)
        return outcome

    def _put_back(self, number: int | None = None) -> list[bytes]:
        """The records that stood before this one, or behind all, and are not in the file; those that follow are counted on."""
        found = []
        while self._missing and (number is None or self._missing[-1].number <= number + self._shift):
            found.append(self._missing.pop().raw + self._end)
            self._shift += 1
        return found

    def _document(self, document: Document, outcome: Outcome) -> bytes:
        number = document.number if document.number is None else document.number + self._shift
        place = self._left.pop(number, None)
        outcome.tally.documents += 1
        if place is None:
            return document.encoded(document.text)
        trace = self._ledger.read(place)
        if self._undo:
            document = _as_it_was(document, trace)
        try:
            text = replayed(trace, document.text, undo=self._undo)
        except InputError as error:
            if number is None:
                raise
            hint = _REJECTS if self._undo and isinstance(error, OtherText) else ""
            raise InputError(f"record {number}: {error}{hint}") from error
        outcome.tally.changed += text != document.text
        data = document.encoded(text)
        outcome.changed = outcome.changed or data != document.raw
        return data


def _as_it_was(document: Document, trace: dict[str, Any]) -> Document:
    """A cleaned file with line ends and byte order mark of the original: in cleaning, or in another encoding, they may be lost."""
    if not isinstance(document, TextFile) or "file" not in trace:
        return document
    crlf, bom = trace["file"]["line_ends"] == "crlf", trace["file"]["bom"] and document.codec == "utf-8"
    text = document.text.replace("\n", "\r\n") if document.crlf and not crlf else document.text
    return dataclasses.replace(document, text=text, crlf=crlf, mark=BOM if bom else document.mark)


def not_among(ledger: Ledger, told: Iterable[Told | None]) -> list[str]:
    """The names of inputs that the traces tell of and that were not given."""
    given = {id(each) for each in told}
    return [str(each.path) for each in ledger.inputs.values() if id(each) not in given]
