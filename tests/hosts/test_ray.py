"""Ray on a local cluster of two workers: batches, files, and workers that are killed. Nothing may be lost, nothing come twice."""

import json
import os
import signal
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray

import textclean
from tests.hosts.material import CLEAN, DIRTY, ROOT, Killer, example
from textclean.adapters import _shards
from textclean.adapters.ray import BatchCleaner, clean
from textclean.run.output import Draft

SHARDS, DOCUMENTS = 6, 40


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """Two cores, in processes that find this project."""
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}})
    yield
    ray.shutdown()


def lines(shard, text=DIRTY):
    """A shard in JSON Lines: numbers that must survive, one text that is null, one line that is blank."""
    records = [f'{{"id": "{shard}-{n}", "score": 1.10, "text": {json.dumps(text, ensure_ascii=False)}}}' for n in range(DOCUMENTS)]
    records[3] = f'{{"id": "{shard}-3", "score": 1.10, "text": null}}'
    return ("\n".join([*records[:5], "", *records[5:]]) + "\n").encode()


def corpus(folder, deadly=None):
    """Shards in two folders; one document of one of them may be deadly."""
    for shard in range(SHARDS):
        path = folder / "in" / f"part{shard % 2}" / f"{shard}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = lines(shard)
        if shard == deadly:
            # In the middle, so that half a shard has been written when the worker dies.
            data = data.replace(
                f'"{shard}-20", "score": 1.10, "text": "'.encode(), f'"{shard}-20", "score": 1.10, "text": "致命。'.encode()
            )
        path.write_bytes(data)
    return str(folder / "in" / "**" / "*.jsonl"), folder / "out"


def written(folder):
    """Every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def expected(deadly=None):
    """What must be written: the input, byte for byte, with clean texts."""
    found = {f"part{shard % 2}/{shard}.jsonl": lines(shard, CLEAN) for shard in range(SHARDS)}
    if deadly is not None:
        name = f"part{deadly % 2}/{deadly}.jsonl"
        before = f'"{deadly}-20", "score": 1.10, "text": "'.encode()
        found[name] = found[name].replace(before, before + "致命。".encode())
    return found


def test_the_example():
    """A dataset through a pool of two actors."""
    assert sorted(example("Ray")["clean"].take_all(), key=lambda row: row["id"]) == [
        {"id": 1, "text": CLEAN},
        {"id": 2, "text": None},
    ]


def test_types_beside_the_text_stay():
    """Whole numbers beside nulls, lists, and a batch of nulls only; batches that would lose them are refused."""
    rows = [{"id": n, "n": None if n % 2 else n, "tags": ["a"] * n, "text": None if n < 4 else DIRTY} for n in range(8)]
    pages = ray.data.from_items(rows, override_num_blocks=4)
    pool = ray.data.ActorPoolStrategy(size=2)
    done = pages.map_batches(BatchCleaner, batch_format="pyarrow", compute=pool).take_all()
    assert sorted(done, key=lambda row: row["id"]) == [row | {"text": row["text"] and CLEAN} for row in rows]
    with pytest.raises(TypeError, match="batch_format"):
        BatchCleaner()({"text": [DIRTY]})


def test_files_to_files(tmp_path):
    """The same tree, all fields byte for byte; a second run writes the same."""
    inputs, output = corpus(tmp_path)
    shards = clean(inputs, output)
    assert written(output) == expected()
    assert sum(shard.documents for shard in shards) == SHARDS * (DOCUMENTS - 1)
    assert {(shard.changed, shard.rejected) for shard in shards} == {(DOCUMENTS - 1, 0)}
    assert clean(inputs, output) == shards
    assert written(output) == expected()


def test_the_example_of_files(tmp_path, monkeypatch):
    """Relative paths are the caller's, not the workers'."""
    corpus(tmp_path)
    (tmp_path / "in").rename(tmp_path / "crawl")
    monkeypatch.chdir(tmp_path)
    shards = example("From one machine to a cluster")["shards"]
    assert len(shards) == SHARDS
    assert written(tmp_path / "clean") == expected()


def test_parquet(tmp_path):
    """Row groups, types, metadata and other columns stay; nulls too."""
    text = pa.field("text", pa.large_string())
    schema = pa.schema([("id", pa.int64()), text, ("tags", pa.list_(pa.string()))], metadata={"from": "a test"})
    table = pa.table({"id": range(90), "text": [DIRTY, CLEAN, None] * 30, "tags": [["a"], [], None] * 30}, schema=schema)
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        pq.write_table(table, tmp_path / "in" / f"{name}.parquet", row_group_size=40)
    pq.write_table(table.slice(0, 0), tmp_path / "in" / "empty.parquet")
    pq.write_table(
        table.set_column(1, "text", table["text"].cast(pa.string()).dictionary_encode()), tmp_path / "in" / "words.parquet"
    )
    shards = clean(str(tmp_path / "in" / "*.parquet"), tmp_path / "out")
    assert [(Path(shard.target).name, shard.documents, shard.changed) for shard in shards] == [
        ("a.parquet", 60, 30),
        ("b.parquet", 60, 30),
        ("empty.parquet", 0, 0),
        ("words.parquet", 60, 30),
    ]
    given, done = (pq.read_table(tmp_path / folder / "a.parquet") for folder in ("in", "out"))
    assert done.schema.equals(given.schema, check_metadata=True)
    assert done["text"].to_pylist() == [CLEAN, CLEAN, None] * 30
    assert done.drop_columns("text") == given.drop_columns("text")
    assert pq.ParquetFile(tmp_path / "out" / "a.parquet").num_row_groups == 3
    assert pq.read_table(tmp_path / "out" / "words.parquet")["text"].to_pylist() == [CLEAN, CLEAN, None] * 30
    first = written(tmp_path / "out")
    clean(str(tmp_path / "in" / "*.parquet"), tmp_path / "out")
    assert written(tmp_path / "out") == first


def test_a_task_that_kills_its_worker_is_done_again(tmp_path):
    """os._exit in the middle of a shard: the file is whole, once, and nothing is left lying about."""
    inputs, output = corpus(tmp_path, deadly=4)
    killer = Killer(str(tmp_path / "killed"))
    shards = clean(inputs, output, preset=textclean.preset("standard").with_cleaner(killer))
    assert (tmp_path / "killed").exists()
    assert written(output) == expected(deadly=4)
    assert sum(shard.documents for shard in shards) == SHARDS * (DOCUMENTS - 1)


def test_a_document_that_kills_every_worker_costs_one_shard(tmp_path):
    """It is given up after the retries, by name; the others are whole. An old output stays as it was."""
    inputs, output = corpus(tmp_path, deadly=4)
    clean(inputs, output)
    before = written(output)
    pipeline = textclean.preset("standard").with_cleaner(Killer())
    with pytest.raises(textclean.InputError, match=r"1 of 6 shards .*4\.jsonl.*WorkerCrashedError"):
        clean(inputs, output, preset=pipeline, retries=1)
    assert written(output) == before


def test_an_attempt_that_only_seemed_dead_cannot_do_harm(tmp_path):
    """It wakes up when another has done the shard, and its half is not put in the whole's place."""
    inputs, output = corpus(tmp_path)
    job = _shards.jobs(inputs, output)[0]
    job.target.parent.mkdir(parents=True)
    with pytest.raises(OSError, match="cannot be written"), Draft(job.target) as asleep:
        asleep.write(b"half")
        _shards.clean(job, textclean.preset("standard"))
    assert written(output) == {"part0/0.jsonl": lines(0, CLEAN)}


def test_a_killed_actor_of_a_pool_loses_nothing():
    """SIGKILL from outside, while batches are on their way."""

    class Slow(BatchCleaner):
        def __call__(self, batch):
            time.sleep(0.05)
            return super().__call__(batch).append_column("pid", pa.array([os.getpid()] * len(batch)))

    pages = ray.data.from_items([{"id": n, "text": DIRTY} for n in range(400)], override_num_blocks=20)
    pool = ray.data.ActorPoolStrategy(size=2)
    rows = iter(pages.map_batches(Slow, compute=pool, batch_size=10, batch_format="pyarrow").iter_rows())
    first = next(rows)
    os.kill(first["pid"], signal.SIGKILL)
    found = [first, *rows]
    assert sorted(row["id"] for row in found) == list(range(400))
    assert {row["text"] for row in found} == {CLEAN}
    assert len({row["pid"] for row in found}) >= 2


def test_lines_that_cannot_be_read_are_set_aside(tmp_path):
    """Beside the output, with the reason, as the command does; when they are mended the file goes."""
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{DIRTY}"}}\nno json\n{{"other": 1}}\n', "utf-8")
    [shard] = clean(str(tmp_path / "a.jsonl"), tmp_path / "out")
    assert (shard.documents, shard.rejected) == (1, 2)
    aside = [json.loads(line) for line in (tmp_path / "out" / "a.jsonl.rejects.jsonl").read_text("utf-8").splitlines()]
    assert [record["line"] for record in aside] == [2, 3]
    (tmp_path / "a.jsonl").write_text('{"text": "好"}\n', "utf-8")
    clean(str(tmp_path / "a.jsonl"), tmp_path / "out")
    assert list(written(tmp_path / "out")) == ["a.jsonl"]


def test_what_cannot_be_done_is_told_before_anything_is_written(tmp_path):
    """Wrong endings, the input's own folder, no match, a slip; a missing column names the shard."""
    (tmp_path / "a.txt").write_text("好")
    (tmp_path / "a.jsonl").write_text("{}\n")
    pq.write_table(pa.table({"body": ["好"]}), tmp_path / "b.parquet")
    with pytest.raises(textclean.ConfigError, match="shards are files"):
        clean(str(tmp_path / "a.*"), tmp_path / "out")
    with pytest.raises(textclean.ConfigError, match="would overwrite the input"):
        clean(str(tmp_path / "*.jsonl"), tmp_path)
    with pytest.raises(textclean.InputError, match="matches no file"):
        clean(str(tmp_path / "*.ndjson"), tmp_path / "out")
    with pytest.raises(textclean.ConfigError, match="did you mean"):
        clean(str(tmp_path / "*.jsonl"), tmp_path / "out", preset="standrad")
    assert not (tmp_path / "out").exists()
    with pytest.raises(textclean.InputError, match=r"b\.parquet.*unknown column 'text'"):
        clean(str(tmp_path / "*.parquet"), tmp_path / "out")
