"""One shard in, one shard out, done as the command does it and told as a report. Knows no engine.

A shard's name depends on its own path; its bytes depend on the input, the pipeline (with its version and tables) and, for Parquet, the
version of pyarrow. Who does a shard twice, even at the same time, gets one file with the same bytes.
"""

from __future__ import annotations

import contextlib
import glob
import io
import os
import re
import traceback
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import NamedTuple

from textclean.core.errors import TextcleanError
from textclean.core.pipeline import Pipeline
from textclean.report.tally import Tally
from textclean.run import clean as cleaning
from textclean.run.clean import Listener, Order
from textclean.run.discovery import Source, discover
from textclean.run.output import Job, hidden, plan, refuse_clobbering
from textclean.run.work import Outcome
from textclean.run.workers import Here, Workers

_BEGUN = re.compile(r"(\..+\.)(?:[0-9a-f]{12}|textclean)\.part")
"""Names of files that are being written."""


class Shard(NamedTuple):
    """What became of one shard: documents are counted without the records that were set aside."""

    source: str
    target: str
    documents: int
    changed: int
    rejected: int = 0


def jobs(inputs: str, output: str | Path) -> list[Job]:
    """A job for each shard that a pattern or folder names: in/**/*.jsonl to out/**/*.jsonl, below the pattern's fixed part.

    A shard's name depends on nothing but its own path and the pattern, so it is the same however many others there are.
    Raises ConfigError where an output would overwrite an input.
    """
    sources = [source._replace(relative=_below(source.path, inputs), in_folder=True) for source in discover([inputs], Path(output))]
    found = plan(sources, str(output))
    refuse_clobbering(found)
    return found


def _below(path: Path | None, pattern: str) -> PurePath:
    """Where a file stands below the folders of `pattern` that are no pattern."""
    root = Path(pattern)
    while glob.has_magic(str(root)) or root.is_file():
        root = root.parent
    return PurePath(os.path.relpath(path or root, root))


@dataclass
class Report:
    """Listens to the work on one shard and can be sent elsewhere: what came of it, without its bytes, and what went wrong."""

    tally: Tally = field(default_factory=Tally)
    outcome: Outcome = field(default_factory=Outcome)
    size: int = 0
    error: Exception | None = None

    def take(self, outcome: Outcome, size: int) -> None:
        """A block is done."""
        self.size += size
        self.outcome.changed |= outcome.changed
        self.outcome.tally.merge(outcome.tally)
        self.outcome.unsettled += outcome.unsettled
        self.outcome.notes += outcome.notes
        # The records themselves are in the file beside the target.
        self.outcome.rejects += [each._replace(raw=b"", cause=each.cause and _portable(each.cause)) for each in outcome.rejects]

    def fail(self, source: Source, error: Exception) -> bool:
        """The shard could not be read or written."""
        self.error = _portable(error)
        return True

    def go_on(self, tally: Tally) -> None: ...

    def begin(self, source: Source, *, only_copy: bool) -> None: ...

    def end(self, source: Source) -> None: ...

    def tell(self, source: Source, listener: Listener) -> None:
        """Let another listener hear of the shard what was heard here."""
        listener.begin(source, only_copy=False)
        listener.take(self.outcome, self.size)
        if self.error:
            listener.fail(source, self.error)
        listener.end(source)


def _portable(error: Exception) -> Exception:
    """An exception that every process can read: of those that are not ours, the words."""
    return error if isinstance(error, TextcleanError | OSError) else RuntimeError("".join(traceback.format_exception(error)))


def clean(order: Order, pipeline: Pipeline, seconds: float | None = None, folder: str = ".") -> Report:
    """Do an order of one job, whose paths are seen from `folder`. What goes wrong is in the report, and the target is as it was.

    With `seconds`, a process of its own does the work, and a record that takes longer is set aside.
    """
    report = Report()
    with contextlib.chdir(folder):
        engine = Workers(pipeline, 1, seconds) if seconds else Here(pipeline)
        cleaning.clean(order, engine, report, stdin=io.BytesIO(), stdout=io.BytesIO())
    return report


@contextlib.contextmanager
def swept(jobs: Sequence[Job]) -> Iterator[None]:
    """Around all work on these jobs: what attempts that were killed had begun is removed, before it and behind it.

    An attempt of an earlier run that only seemed dead then fails at its end, and does no harm.
    """
    _sweep(jobs)
    try:
        yield
    finally:
        _sweep(jobs)


def _sweep(jobs: Sequence[Job]) -> None:
    begun: dict[Path, set[str]] = defaultdict(set)
    for path in (path.resolve() for job in jobs for path in (job.target, job.rejects) if path):
        begun[path.parent].add(hidden(path, "").name)
    # Folder by folder, and not job by job: one may hold a hundred thousand.
    for folder, names in begun.items():
        for draft in folder.glob(".*.part"):
            if (match := _BEGUN.fullmatch(draft.name)) and match[1] in names:
                draft.unlink(missing_ok=True)
