"""Ray: a class for `map_batches`, and files to files over a cluster. What one shard becomes is told in `_shards`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textclean.adapters import _shards
from textclean.adapters._choice import chosen
from textclean.adapters._host import needed
from textclean.adapters._shards import Shard
from textclean.core.cleaner import Cleaner
from textclean.core.errors import InputError

with needed("ray"):
    import ray

__all__ = ["BatchCleaner", "Shard", "clean"]


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
        return _shards.clean_table(batch, self._pipeline, self.column)


def clean(
    inputs: str,
    output: str | Path,
    *,
    field: str = "text",
    preset: str | Cleaner = "standard",
    script: str | None = None,
    retries: int = 3,
) -> list[Shard]:
    """Clean the shards that a pattern names, JSON Lines or Parquet, into a folder that every machine of the cluster can reach.

    One task per shard, on one core each. An output has its input's name, appears only when whole, and is the same whoever
    makes it: a task that is tried again overwrites and never duplicates, and running all again is safe. Lines that cannot be
    read are set aside beside the output, as the command does. A worker that dies is replaced up to `retries` times a shard;
    when all others are done, InputError tells which shards are missing.

    `clean("crawl/**/*.jsonl", "clean/")` gives a `Shard` for each, in the order of their names. Raises ConfigError before any work
    where the pattern, the folder or the pipeline cannot be used.
    """
    pipeline = chosen(preset, script)
    # A worker's working directory is its own.
    jobs = _shards.jobs(str(Path(inputs).absolute()), Path(output).absolute())
    task = ray.remote(num_cpus=1, max_retries=retries)(_shards.clean)
    shared = ray.put(pipeline)
    running = [task.remote(job, shared, field) for job in jobs]
    done: list[Shard] = []
    missing: list[str] = []
    for job, result in zip(jobs, running, strict=True):
        try:
            done.append(ray.get(result))
        except ray.exceptions.RayError as error:
            _shards.sweep(job)
            missing.append(f"{job.source.name} ({getattr(error, 'cause', None) or type(error).__name__})")
    if missing:
        raise InputError(f"{len(missing)} of {len(jobs)} shards could not be cleaned, the others are whole: {'; '.join(missing)}")
    return done
