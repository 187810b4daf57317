"""Ray: a class for `map_batches`, and files to files over a cluster. What one shard becomes is told in `_shards`."""

from __future__ import annotations

import logging
import signal
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from textclean.adapters import _shards
from textclean.adapters._choice import chosen, cleaned
from textclean.adapters._host import needed
from textclean.adapters._shards import Report, Shard
from textclean.core.cleaner import Cleaner
from textclean.core.errors import InputError
from textclean.core.pipeline import Pipeline
from textclean.formats import format_for
from textclean.run.checkpoint import Checkpoint, Standing
from textclean.run.clean import Listener, Order

with needed("ray"):
    import ray

__all__ = ["BatchCleaner", "Shard", "clean", "clean_order"]

_AHEAD = 4
"""Tasks for each core that Ray is given at one time: a slow one keeps nobody waiting, and a million small files are no burden."""


class BatchCleaner:
    """Clean a column of a dataset, in a pool of actors that each build the pipeline once.

    `dataset.map_batches(BatchCleaner, batch_format="pyarrow", compute=ray.data.ActorPoolStrategy(size=8))`, with options in
    `fn_constructor_kwargs={"column": "text"}`. Batches must be Arrow's: in NumPy's, the host's default, a column of nulls becomes
    one of NaN, and whole numbers beside a null become fractions.

    >>> import pyarrow
    >>> BatchCleaner("text")(pyarrow.table({"id": [7, 8], "text": ["他说:好", None]})).to_pydict()
    {'id': [7, 8], 'text': ['他说：好', None]}
    """

    def __init__(self, column: str = "text", preset: str | Cleaner = "standard", script: str | None = None) -> None:
        self.column = column
        self._pipeline = chosen(preset, script)

    def __call__(self, batch: Any) -> Any:
        if not hasattr(batch, "set_column"):
            raise TypeError(f'BatchCleaner wants Arrow tables, not {type(batch).__name__}: map_batches(…, batch_format="pyarrow")')
        import pyarrow

        field = batch.schema.field(self.column)
        texts = [cleaned(self._pipeline, text) for text in batch.column(self.column).to_pylist()]
        return batch.set_column(batch.schema.get_field_index(self.column), field, pyarrow.array(texts, type=field.type))


def clean(
    inputs: str,
    output: str | Path,
    *,
    field: str = "text",
    preset: str | Cleaner = "standard",
    script: str | None = None,
    retries: int = 3,
) -> list[Shard]:
    """Clean the shards that a folder or pattern names into a folder that every machine of the cluster can reach.

    One task per shard, on one core each. An output has its input's name, appears only when whole, and is the same whoever
    makes it: a task that is tried again overwrites and never duplicates, and running all again is safe. Formats are told from
    names, and records that cannot be read are set aside beside the output, as by the command. A worker that dies is replaced up to
    `retries` times a shard; when all others are done, InputError tells which shards are missing.

    `clean("crawl/**/*.jsonl", "clean/")` gives a `Shard` for each, in the order of their names. Raises ConfigError before any work
    where the pattern, the folder or the pipeline cannot be used.
    """
    pipeline = chosen(preset, script)
    jobs = _shards.jobs(str(Path(inputs).absolute()), Path(output).absolute())
    order = Order(jobs, [format_for("auto", job.source.name, field=field) for job in jobs], by_rule=False)
    done: list[Shard] = []
    missing: list[str] = []
    with closing(_reports(order, pipeline, retries=retries)) as reports:
        for job, report in zip(jobs, reports, strict=True):
            if report.error:
                missing.append(f"{job.source.name} ({report.error})")
            else:
                count = report.outcome.tally
                done.append(Shard(job.source.name, str(job.target), count.documents, count.changed, len(report.outcome.rejects)))
    if missing:
        raise InputError(f"{len(missing)} of {len(jobs)} shards could not be cleaned, the others are whole: {'; '.join(missing)}")
    return done


def clean_order(
    order: Order, pipeline: Pipeline, listener: Listener, *, seconds: float | None = None, checkpoint: Checkpoint | None = None
) -> None:
    """What `textclean.run.clean.clean` does with an order, over a cluster: the files are the same, and the listener hears the same.

    Records are set aside beside each target, and edits are not traced. A run that goes on does so behind the last input up to which
    all are whole.
    """
    standing = checkpoint.standing if checkpoint else Standing()
    listener.go_on(standing.tally)
    rest = order._replace(jobs=order.jobs[standing.job :], layouts=order.layouts[standing.job :])
    with closing(_reports(rest, pipeline, seconds)) as reports:
        for whole, (job, report) in enumerate(zip(rest.jobs, reports, strict=True), standing.job + 1):
            report.tell(job.source, listener)
            if checkpoint and checkpoint.is_due:
                checkpoint.note(Standing(whole, tally=listener.tally))


def _reports(order: Order, pipeline: Pipeline, seconds: float | None = None, retries: int = 3) -> Generator[Report, None, None]:
    """A report of each job, in order. Given up in the middle, tasks that Ray has been given may still be done: whole, or not at all."""
    # A worker's working directory is its own, and names stay as they were given.
    is_relative = any(not path.is_absolute() for job in order.jobs for path in (job.source.path, job.target) if path)
    folder = str(Path.cwd()) if is_relative else "."
    waiting = zip(order.jobs, order.layouts, strict=True)
    running: deque[Any] = deque()
    with _shards.swept(order.jobs), _cluster():
        task = ray.remote(num_cpus=1, max_retries=retries)(_shards.clean)
        shared = ray.put(pipeline)
        ahead = _AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
        while True:
            for job, layout in islice(waiting, ahead - len(running)):
                running.append(task.remote(order._replace(jobs=[job], layouts=[layout]), shared, seconds, folder))
            if not running:
                return
            yield _report(running.popleft())


def _report(result: Any) -> Report:
    """What came of a task. One that no worker lived through, or that could not begin, is told as an error of its input."""
    try:
        report: Report = ray.get(result)
    except ray.exceptions.RayError as error:
        told = getattr(error, "cause", None) or f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        return Report(error=InputError(f"no worker could clean it: {told}"))
    return report


@contextmanager
def _cluster() -> Iterator[None]:
    """The cluster that is there: begun before, named by RAY_ADDRESS, or running here; if none is, this machine's cores for a while."""
    if ray.is_initialized():
        yield
        return
    handler = signal.getsignal(signal.SIGTERM)
    ray.init(log_to_driver=False, logging_level=logging.ERROR)
    try:
        with suppress(ValueError):  # a thread sets no handlers, nor does Ray in one
            signal.signal(signal.SIGTERM, handler)  # Ray has put its own there, which ends with its own exit code
        yield
    finally:
        ray.shutdown()
