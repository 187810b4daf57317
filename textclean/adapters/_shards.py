"""One shard in, one shard out, under a name that was fixed beforehand and only when whole. Knows no engine.

The output is a function of the input, the pipeline (with its version and tables) and, for Parquet, the version of pyarrow. Who does a
shard twice gets one file with the same bytes; of two who do it at once, the later does, and the earlier an OSError.
"""

from __future__ import annotations

import glob
import io
import json
import os
from collections import Counter
from contextlib import ExitStack
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from textclean.adapters._choice import cleaned
from textclean.adapters._host import needed
from textclean.core.errors import ConfigError, InputError, unknown
from textclean.core.pipeline import Pipeline
from textclean.formats import Blank, JsonLines
from textclean.formats.jsonl import json_line
from textclean.run.clean import reject_object
from textclean.run.discovery import discover
from textclean.run.output import Draft, Job, plan, refuse_clobbering
from textclean.run.work import Done, results

_LINES = (".jsonl", ".ndjson")
_ENDINGS = (*_LINES, ".parquet")


class Shard(NamedTuple):
    """What became of one shard: documents are counted without the lines that were set aside."""

    source: str
    target: str
    documents: int
    changed: int
    rejected: int = 0


def jobs(inputs: str, output: str | Path) -> list[Job]:
    """A job for each shard that the pattern names: in/**/*.jsonl to out/**/*.jsonl, below the pattern's fixed part.

    A shard's name depends on nothing but its own path and the pattern, so it is the same however many others there are.
    Raises ConfigError for files that are no shards, and where an output would overwrite an input.
    """
    sources = [source._replace(relative=_below(source.path, inputs), in_folder=True) for source in discover([inputs])]
    for source in sources:
        if not source.name.endswith(_ENDINGS):
            raise ConfigError(f"{source.name}: shards are files in {', '.join('*' + ending for ending in _ENDINGS)}")
    found = plan(sources, str(output))
    refuse_clobbering(found)
    return found


def _below(path: Path | None, pattern: str) -> PurePath:
    """Where a file stands below the folders of `pattern` that are no pattern."""
    root = Path(pattern)
    while glob.has_magic(str(root)) or root.is_file():
        root = root.parent
    return PurePath(os.path.relpath(path or root, root))


def clean(job: Job, pipeline: Pipeline, field: str = "text") -> Shard:
    """Do a job. Raises InputError and OSError; then the target is as it was."""
    target = job.target
    assert target is not None and job.source.path is not None  # `jobs` plans neither standard input nor standard output
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(job)
    count = _clean_lines(job, pipeline, field) if target.name.endswith(_LINES) else _clean_parquet(job, pipeline, field)
    return Shard(job.source.name, str(target), count["documents"], count["changed"], count["rejected"])


def sweep(job: Job) -> None:
    """Remove what an attempt that was killed had begun. One that only seemed dead then fails at its end."""
    for path in filter(None, (job.target, job.rejects)):
        for begun in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
            begun.unlink(missing_ok=True)


def _clean_lines(job: Job, pipeline: Pipeline, field: str) -> Counter[str]:
    assert job.target is not None and job.source.path is not None and job.rejects is not None
    count: Counter[str] = Counter()
    aside: Draft | None = None
    with ExitStack() as stack:
        stream = stack.enter_context(job.source.path.open("rb"))
        out = stack.enter_context(Draft(job.target))
        for item in results(JsonLines(field).read(stream), pipeline):
            if isinstance(item, Done):
                count["documents"] += 1
                count["changed"] += item.result.text != item.document.text
                out.write(item.document.encoded(item.result.text))
            elif isinstance(item, Blank) or _has_no_text(item.raw, field):
                out.write(item.raw)
            else:
                count["rejected"] += 1
                # Entered last, so left first: what is set aside is safe before the target appears without it.
                aside = aside or stack.enter_context(Draft(job.rejects))
                aside.write(json_line(reject_object(item, job.source)))
    if aside is None:
        job.rejects.unlink(missing_ok=True)  # what an earlier run set aside
    return count


def _has_no_text(line: bytes, field: str) -> bool:
    """True for a record whose text is null: it is missing, not damaged."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and field in record and record[field] is None


def _clean_parquet(job: Job, pipeline: Pipeline, field: str) -> Counter[str]:
    with needed("ray", "pyarrow"):
        from pyarrow import parquet
    assert job.target is not None and job.source.path is not None
    count: Counter[str] = Counter()
    with parquet.ParquetFile(job.source.path) as shard, Draft(job.target) as draft:
        schema = shard.schema_arrow
        if field not in schema.names:
            raise InputError(f"{job.source.name}: {unknown('column', field, schema.names)}")
        with parquet.ParquetWriter(_Sink(draft), schema, compression="zstd") as out:
            for at in range(shard.num_row_groups):
                group = clean_table(shard.read_row_group(at), pipeline, field, count)
                out.write_table(group, row_group_size=max(1, group.num_rows))
    return count


def clean_table(table: Any, pipeline: Pipeline, column: str, count: Counter[str] | None = None) -> Any:
    """An Arrow table with one column cleaned, in the type it has. `count` is told how many documents there were and changed."""
    import pyarrow

    at = table.schema.get_field_index(column)
    before = table.column(at).to_pylist()
    after = [cleaned(pipeline, text) for text in before]
    if count is not None:
        count["documents"] += len(after) - after.count(None)
        count["changed"] += sum(one is not other for one, other in zip(before, after, strict=True))
    field = table.schema.field(at)
    return table.set_column(at, field, pyarrow.array(after, type=field.type))


class _Sink(io.RawIOBase):
    """A draft as a file that can only be written, in order, which is all that Parquet needs."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, data: Any) -> int:
        self._draft.write(data)
        self._at += len(data)
        return len(data)
