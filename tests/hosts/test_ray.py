"""Ray on a local cluster of two workers: batches, files, and workers that are killed. Nothing may be lost, nothing come twice."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray
from click.testing import CliRunner

import textclean
from tests.hosts.material import CLEAN, DIRTY, ROOT, Killer, example
from textclean.adapters import _shards
from textclean.adapters.ray import BatchCleaner, clean, clean_order
from textclean.cli import cli
from textclean.formats import format_for
from textclean.run import checkpoint
from textclean.run.clean import Order
from textclean.run.output import Draft

SHARDS, DOCUMENTS = 6, 40


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """Two cores, in processes that find this project."""
    paths = {"env_vars": {"PYTHONPATH": str(ROOT)}}
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env=paths)
    yield
    ray.shutdown()


def lines(shard, text=DIRTY):
    """A shard in JSON Lines: numbers that must survive, and one line that is blank."""
    records = [f'{{"id": "{shard}-{n}", "score": 1.10, "text": {json.dumps(text, ensure_ascii=False)}}}' for n in range(DOCUMENTS)]
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


def order_of(jobs):
    """The order that the adapter makes of jobs."""
    return Order(jobs, [format_for("auto", job.source.name) for job in jobs])


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
    assert sum(shard.documents for shard in shards) == SHARDS * DOCUMENTS
    assert {(shard.changed, shard.rejected) for shard in shards} == {(DOCUMENTS, 0)}
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
    assert sum(shard.documents for shard in shards) == SHARDS * DOCUMENTS


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
    """It wakes up when another run has done the shard, and what it has begun is not put in that one's place."""
    inputs, output = corpus(tmp_path)
    job = _shards.jobs(inputs, output)[0]
    job.target.parent.mkdir(parents=True)
    with pytest.raises(OSError, match="cannot be written"), Draft(job.target) as asleep:
        asleep.write(b"of another configuration")
        clean(inputs, output)
    assert written(output) == expected()


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
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{DIRTY}"}}\nno json\n{{"text": null}}\n', "utf-8")
    [shard] = clean(str(tmp_path / "a.jsonl"), tmp_path / "out")
    assert (shard.documents, shard.rejected) == (1, 2)
    aside = [json.loads(line) for line in (tmp_path / "out" / "a.jsonl.rejects.jsonl").read_text("utf-8").splitlines()]
    assert [record["line"] for record in aside] == [2, 3]
    (tmp_path / "a.jsonl").write_text('{"text": "好"}\n', "utf-8")
    clean(str(tmp_path / "a.jsonl"), tmp_path / "out")
    assert list(written(tmp_path / "out")) == ["a.jsonl"]


def test_what_cannot_be_done_is_told_before_anything_is_written(tmp_path):
    """The input's own folder, no match, a slip; a missing column names the shard."""
    (tmp_path / "a.jsonl").write_text("{}\n")
    pq.write_table(pa.table({"body": ["好"]}), tmp_path / "b.parquet")
    with pytest.raises(textclean.ConfigError, match="would overwrite the input"):
        clean(str(tmp_path / "*.jsonl"), tmp_path)
    with pytest.raises(textclean.InputError, match="matches no file"):
        clean(str(tmp_path / "*.ndjson"), tmp_path / "out")
    with pytest.raises(textclean.ConfigError, match="did you mean"):
        clean(str(tmp_path / "*.jsonl"), tmp_path / "out", preset="standrad")
    assert not (tmp_path / "out").exists()
    with pytest.raises(textclean.InputError, match=r"b\.parquet.*no column 'text'"):
        clean(str(tmp_path / "*.parquet"), tmp_path / "out")


def command(*arguments):
    """`textclean clean` in this process, on the cluster of these tests."""
    return CliRunner().invoke(cli, ["clean", *map(str, arguments)])


def test_the_command_writes_what_it_writes_without_ray(tmp_path, monkeypatch):
    """Every kind of file, what is set aside, the counts, the messages and the exit code: all of it, byte for byte."""
    monkeypatch.chdir(tmp_path)
    corpus(tmp_path)
    page = f"{DIRTY}\n"
    (tmp_path / "in" / "a.txt").write_text(page, "utf-8")
    (tmp_path / "in" / "bad.txt").write_bytes(page.encode("gb18030"))
    (tmp_path / "in" / "bad.jsonl").write_text(f'{{"text": "{DIRTY}"}}\nno json\n{{"text": null}}\n', "utf-8")
    (tmp_path / "in" / "packed.jsonl.gz").write_bytes(gzip.compress(lines(7), mtime=0))
    words = pa.array([DIRTY, None, DIRTY]).dictionary_encode()
    pq.write_table(pa.table({"id": [1, 2, 3], "text": words}), tmp_path / "in" / "table.parquet")
    local = command("in", "-o", "out", "--by-rule", "--stats", "stats.json")
    here = written(tmp_path / "out"), (tmp_path / "stats.json").read_bytes()
    (tmp_path / "out").rename(tmp_path / "before")
    done = command("in", "-o", "out", "--by-rule", "--stats", "stats.json", "--engine", "ray")
    assert (written(tmp_path / "out"), (tmp_path / "stats.json").read_bytes()) == here
    assert (done.exit_code, done.stdout, done.stderr) == (local.exit_code, "", local.stderr)
    assert done.exit_code == 4
    assert "2 records set aside; 1 input failed" in done.stderr
    assert set(expected()) | {"a.txt", "bad.jsonl", "bad.jsonl.rejects.jsonl", "packed.jsonl.gz", "table.parquet"} == set(here[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--in-place"], "write to a folder with -o"),
        ([], "with -o where their outputs go"),
        (["-", "-o", "out.txt"], "name the inputs"),
        (["-o", "out", "--rejects", "r.jsonl"], "set aside beside each output"),
        (["-o", "out", "--trace", "t.jsonl"], "trace some of the inputs without --engine"),
        (["-o", "out", "--on-error", "fail"], "ask the exit code"),
        (["-o", "out", "--jobs", "1"], "the cluster's cores are used"),
    ],
)
def test_what_the_command_cannot_do_on_a_cluster_is_refused(tmp_path, monkeypatch, arguments, message):
    """Before anything is written, with what would be right."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(lines(0))
    done = command(*(arguments if "-" in arguments else ["a.jsonl", *arguments]), "--engine", "ray")
    assert done.exit_code == 2
    assert message.lower() in done.stderr.lower()
    assert written(tmp_path) == {"a.jsonl": lines(0)}


def test_the_command_goes_on_where_it_was_stopped(tmp_path, monkeypatch):
    """Behind the last input up to which all are whole, with the counts of before; not after a run of the other engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checkpoint, "EVERY", 0.0)
    corpus(tmp_path)
    tell, told = _shards.Report.tell, []

    def stopped(report, source, listener):
        tell(report, source, listener)
        told.append(source.name)
        if len(told) == 3:
            raise KeyboardInterrupt

    arguments = ["in", "-o", "out", "--engine", "ray"]
    with monkeypatch.context() as patch:
        patch.setattr(_shards.Report, "tell", stopped)
        assert command(*arguments).exit_code == 130
    assert "other options" in command("in", "-o", "out", "--resume").stderr
    (tmp_path / "out" / "part0" / "0.jsonl").write_bytes(b"done before")
    done = command(*arguments, "--resume")
    assert done.exit_code == 0
    assert f"{SHARDS * DOCUMENTS} documents" in done.stderr
    # What was whole is not done again, and of what was under way when the run stopped nothing is missing.
    found = {name: data for name, data in written(tmp_path / "out").items() if not name.endswith(".part")}
    assert found == expected() | {"part0/0.jsonl": b"done before"}


def test_the_command_begins_a_cluster_where_there_is_none(tmp_path):
    """And says nothing but what it says without Ray."""
    corpus(tmp_path)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "RAY_ADDRESS": "local"}
    words = [sys.executable, "-m", "textclean", "clean", "in", "-o", "out", "--engine", "ray"]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr.startswith(f"textclean: {SHARDS * DOCUMENTS} documents, {SHARDS * DOCUMENTS} changed")
    assert written(tmp_path / "out") == expected()


def test_with_a_limit_of_time_a_deadly_document_costs_one_record(tmp_path):
    """A process of its own does the work then, and the record is set aside as it is without Ray."""
    inputs, output = corpus(tmp_path, deadly=4)
    jobs = _shards.jobs(inputs, output)
    report = _shards.Report()
    clean_order(order_of(jobs), textclean.preset("standard").with_cleaner(Killer()), report, seconds=60)
    assert report.outcome.tally.documents == SHARDS * DOCUMENTS - 1
    [reject] = report.outcome.rejects
    assert reject.reason == "the worker ended with exit code 1"
    assert json.loads((output / "part0" / "4.jsonl.rejects.jsonl").read_bytes())["line"] == reject.number == 22
