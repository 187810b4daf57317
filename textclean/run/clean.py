"""Inputs through a pipeline into files: in order, whole or not at all, and resumable. Knows no terminal and no options."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from textclean.core.errors import InputError
from textclean.formats import Format, Parquet, PlainText, Reject
from textclean.formats.compression import Sink, opened_for_reading, stem, writer
from textclean.formats.jsonl import json_line
from textclean.report.html.gathering import Gathering
from textclean.report.tally import Tally
from textclean.run.bounds import bounded
from textclean.run.checkpoint import Checkpoint, Standing
from textclean.run.discovery import Source
from textclean.run.output import Draft, Job, Stream
from textclean.run.work import Outcome, Task
from textclean.run.workers import Engine


@contextmanager
def opened(source: Source, stdin: BinaryIO) -> Iterator[BinaryIO]:
    """The bytes of an input, decompressed if its name says so. Raises OSError if the file cannot be opened."""
    if source.path is None:
        yield stdin
    else:
        with opened_for_reading(source.path, source.name) as stream:
            yield stream


class Listener(Protocol):
    """Is told how a run goes on."""

    tally: Tally

    def go_on(self, tally: Tally) -> None:
        """So much was counted by an earlier run that this one goes on with."""

    def begin(self, source: Source, *, only_copy: bool) -> None:
        """An input is begun; with `only_copy`, what is set aside is kept nowhere but where the listener puts it."""

    def take(self, outcome: Outcome, size: int) -> None:
        """A block of `size` bytes is done. Raises to stop the work on this input."""

    def fail(self, source: Source, error: Exception) -> bool:
        """An input could not be read or written. True if the run is to stop."""
        ...

    def end(self, source: Source) -> None:
        """An input is done with."""


class Order(NamedTuple):
    """What is to be done: jobs with their formats, and how.

    limit    bytes of a record beyond which it is set aside, 0 for none       backup   suffix for what is replaced in place
    rejects  a file for all records that are set aside, instead of one beside each target       trace   one for all edits
    gathering  takes in what a report is to show
    """

    jobs: Sequence[Job]
    layouts: Sequence[Format]
    by_rule: bool = True
    limit: int = 0
    backup: str = ""
    rejects: Path | None = None
    trace: Path | None = None
    gathering: Gathering | None = None


class _Label(NamedTuple):
    """What a task belongs to: its job, its bytes, and where the next block begins (0 if none can); or why there is no task."""

    job: int
    size: int = 0
    offset: int = 0
    first: int = 1
    error: Exception | None = None


def clean(
    order: Order,
    engine: Engine,
    listener: Listener,
    *,
    stdin: BinaryIO,
    stdout: BinaryIO,
    checkpoint: Checkpoint | None = None,
) -> None:
    """Do all jobs. Records that cannot be read or cleaned are set aside; an input that cannot is told, and its target stays.

    With a checkpoint the run goes on where that stands, and notes where it is.
    """
    standing = checkpoint.standing if checkpoint else Standing()
    listener.go_on(standing.tally)
    if order.gathering and standing.gathering:
        order.gathering.merge(Gathering.restored(standing.gathering))
    with ExitStack() as stack:
        rejects, trace = (
            stack.enter_context(Draft(path, begun=standing.sizes.get(part, 0) if checkpoint else None)) if path else None
            for part, path in (("rejects", order.rejects), ("trace", order.trace))
        )
        run = _Run(order, listener, stdin, stdout, checkpoint, rejects, trace)
        stack.callback(engine.close)
        try:
            run.all(engine.outcomes(_tasks(order, standing, stdin)), standing)
        except BaseException:
            if checkpoint and checkpoint.noted:
                for draft in (rejects, trace):
                    if draft:
                        draft.leave()
            raise


def _tasks(order: Order, standing: Standing, stdin: BinaryIO) -> Iterator[tuple[_Label, Task | None]]:
    """Every block of every input from where the run stands, and behind each input a label that says so."""
    for at in range(standing.job, len(order.jobs)):
        job, layout = order.jobs[at], order.layouts[at]
        offset, first = (standing.offset, standing.first) if at == standing.job else (0, 1)
        try:
            with opened(job.source, stdin) as stream:
                if offset:
                    stream.seek(offset)
                if order.limit and not isinstance(layout, Parquet):
                    stream = bounded(stream, order.limit, by_line=not isinstance(layout, PlainText))
                for block in layout.blocks(stream, first, offset):
                    keeps = job.in_place or isinstance(layout, Parquet)  # a table keeps its rows
                    task = Task(job.source.name, layout, block, keeps, order.trace is not None, order.by_rule, order.limit)
                    if order.gathering:
                        task = task._replace(gather=order.gathering.wanted())
                    end = block.offset + len(block.raw) if _can_go_on(job, layout) else 0
                    yield _Label(at, len(block.raw), end, block.first + block.raw.count(b"\n")), task
        except Exception as error:
            yield _Label(at, error=error), None
        else:
            yield _Label(at), None  # so that an input without a block has its target too


def _can_go_on(job: Job, layout: Format) -> bool:
    """True if a later run can go on in the middle of an input: not in one document, a table, or what is compressed."""
    named = [str(path) for path in (job.source.path, job.target) if path is not None]
    return not isinstance(layout, PlainText | Parquet) and not any(stem(name)[1] for name in named)


class _Run:
    """The writing side of a run: one target at a time."""

    def __init__(
        self,
        order: Order,
        listener: Listener,
        stdin: BinaryIO,
        stdout: BinaryIO,
        checkpoint: Checkpoint | None,
        rejects: Draft | None,
        trace: Draft | None,
    ) -> None:
        self._order = order
        self._listener = listener
        self._stdout = stdout
        self._checkpoint = checkpoint
        self._rejects = rejects
        self._trace = trace

    def all(self, outcomes: Iterator[tuple[_Label, Outcome | Exception | None]], standing: Standing) -> None:
        """Write what comes, job by job. Raises what ends the run, and not only the work on one input."""
        for at, group in groupby(outcomes, key=lambda item: item[0].job):
            job = self._order.jobs[at]
            resumed = standing if at == standing.job else Standing(at)
            if self._checkpoint and at > standing.job and self._checkpoint.is_due:
                self._note(Standing(at), {})
            self._listener.begin(job.source, only_copy=job.source.path is None and job.target is None and self._rejects is None)
            stop = False
            try:
                with _Writing(
                    job, self._order.layouts[at], self._order, self._stdout, self._rejects, resumed, self._checkpoint, self._ends
                ) as writing:
                    end = _Label(at)
                    for label, outcome in group:
                        self._one(writing, label, outcome)
                        end = label if label.offset else end
                    if self._checkpoint and self._checkpoint.noted and end.offset:
                        # Once more before the file has its name: should the run die in between, the note says that it is whole.
                        self._note(
                            Standing(at, end.offset, end.first, writing.changed),
                            {"target": writing.target, "beside": writing.aside},
                        )
            except Exception as error:
                if self._ends(error):
                    raise
                stop = self._listener.fail(job.source, error)
            self._listener.end(job.source)
            if stop:
                if self._checkpoint:
                    self._checkpoint.forget()
                return
        if self._checkpoint and self._checkpoint.noted:
            # Should the run die while the files of all inputs get their names, the note says that they are whole.
            self._note(Standing(len(self._order.jobs)), {})

    def _ends(self, error: BaseException | None) -> bool:
        """True for what ends the run: an interruption, a reader who has gone, a file of all inputs that would have a gap."""
        shared = any(draft.broken for draft in (self._rejects, self._trace) if draft)
        return shared or not isinstance(error, Exception) or isinstance(error, BrokenPipeError)

    def _one(self, writing: _Writing, label: _Label, outcome: Outcome | Exception | None) -> None:
        if label.error is not None:
            raise label.error
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is None:
            return
        writing.write(outcome)
        if self._trace:
            self._trace.write(outcome.trace)
        self._listener.take(outcome, label.size)
        if self._order.gathering and outcome.gathering:
            self._order.gathering.merge(outcome.gathering)
        if self._checkpoint and label.offset and self._checkpoint.is_due:
            self._note(
                Standing(label.job, label.offset, label.first, writing.changed),
                {"target": writing.target, "beside": writing.aside},
            )

    def _note(self, standing: Standing, drafts: dict[str, Draft | Stream | None]) -> None:
        assert self._checkpoint is not None
        drafts = drafts | {"rejects": self._rejects, "trace": self._trace}
        standing.sizes = {part: draft.sync() for part, draft in drafts.items() if isinstance(draft, Draft)}
        standing.tally = self._listener.tally
        standing.gathering = self._order.gathering.as_state() if self._order.gathering else None
        self._checkpoint.note(standing)


class _Writing:
    """The target of one job while it is written, and the file beside it for what is set aside."""

    def __init__(
        self,
        job: Job,
        layout: Format,
        order: Order,
        stdout: BinaryIO,
        rejects: Draft | None,
        resumed: Standing,
        checkpoint: Checkpoint | None,
        ends: Callable[[BaseException | None], bool],
    ) -> None:
        self._job = job
        self._layout = layout
        self._order = order
        self._stdout = stdout
        self._rejects = rejects
        self._resumed = resumed.sizes
        self._checkpoint = checkpoint
        self._ends = ends
        self.changed = resumed.changed
        self.aside: Draft | None = None
        self._sink: Sink

    def __enter__(self) -> _Writing:
        with ExitStack() as stack:
            self._stack = stack
            self._open()
            self._stack = stack.pop_all()
        return self

    def _open(self) -> None:
        job = self._job
        if job.target is None:
            if isinstance(self._layout, Parquet):
                raise InputError("a table cannot be written to standard output; name a file with -o")
            self.target: Draft | Stream = self._stack.enter_context(Stream(self._stdout))
            self._sink = self.target
            return
        job.target.parent.mkdir(parents=True, exist_ok=True)
        begun = self._resumed.get("target", 0) if self._checkpoint else None
        self.target = self._stack.enter_context(Draft(job.target, backup=self._order.backup, begun=begun))
        # Entered behind the draft, so left before it: what they write at their end is in the file before it has its name.
        if isinstance(self._layout, Parquet):
            if job.source.path is None:
                raise InputError("a table cannot be read from standard input; name the file")
            self._sink = self._stack.enter_context(self._layout.copy(job.source.path, self.target))
        elif stem(job.target.name)[1]:
            self._sink = self._stack.enter_context(writer(self.target, job.target.name))
        else:
            self._sink = self.target
        if "beside" in self._resumed:
            self._open_aside()

    def write(self, outcome: Outcome) -> None:
        self._sink.write(outcome.data)
        self.changed = self.changed or outcome.changed
        for reject in outcome.rejects:
            if self._rejects is None and self.aside is None and self._job.rejects is not None:
                self._open_aside()
            aside = self._rejects or self.aside
            if aside is not None:
                aside.write(json_line(reject_object(reject, self._job.source)))

    def _open_aside(self) -> None:
        assert self._job.rejects is not None
        # Entered last, so left first: what is set aside is safe before the target appears without it.
        begun = self._resumed.get("beside", 0) if self._checkpoint else None
        self.aside = self._stack.enter_context(Draft(self._job.rejects, begun=begun))

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is not None and self._ends(error) and self._checkpoint and self._checkpoint.noted:
            # A later run may go on with what is there.
            for draft in (self.target, self.aside):
                if isinstance(draft, Draft):
                    draft.leave()
        if kind is None and self._job.in_place and not self.changed:
            self.target.discard()
        self._stack.__exit__(kind, error, trace)
        # A file that is one text never has any set aside, so that a file of that name is somebody's own.
        if kind is None and self.aside is None and self._rejects is None and not isinstance(self._layout, PlainText):
            self._forget_earlier()

    def _forget_earlier(self) -> None:
        """Remove what an earlier run set aside for the same target, now that nothing is."""
        path = self._job.rejects
        if path and path.is_file():
            path.unlink()


def reject_object(reject: Reject, source: Source) -> dict[str, Any]:
    """A record that was set aside, for JSON: `raw` is its line without the line's end, or `raw_base64` if it is not UTF-8."""
    told: dict[str, Any] = {"path": source.name, "line": reject.number, "reason": reject.reason}
    raw = reject.raw.rstrip(b"\r\n")
    try:
        return told | {"raw": raw.decode("utf-8")}
    except UnicodeDecodeError:
        return told | {"raw_base64": base64.b64encode(raw).decode("ascii")}
