"""Runs over many records: in parallel as alone, in order, whatever dies; and gone on with after any death."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pytest

from tests import toys
from textclean.core.errors import ConfigError, InputError
from textclean.core.pipeline import Pipeline
from textclean.formats import Block, JsonLines
from textclean.run.checkpoint import Checkpoint, Standing
from textclean.run.work import Task
from textclean.run.workers import Workers, _Slot

ROOT = Path(__file__).parent.parent
CONFIG = toys.CONFIG + '[[cleaner]]\nname = "toy.trap"\n'


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A working directory with the toy cleaners."""
    toys.install(tmp_path)
    (tmp_path / "toys.toml").write_text(CONFIG)
    return tmp_path


def command(here: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(here)])}
    line = [sys.executable, "-m", "textclean", "clean", *arguments, "--config", "toys.toml"]
    return subprocess.Popen(line, cwd=here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(here: Path, *arguments: str) -> tuple[int, str]:
    with command(here, *arguments) as child:
        _, err = child.communicate(timeout=90)
    return child.returncode, err.decode()


def records(texts: list[str]) -> bytes:
    return b"".join(json.dumps({"id": k, "text": text}, ensure_ascii=False).encode() + b"\n" for k, text in enumerate(texts))


def names(here: Path) -> list[str]:
    return sorted(p.name for p in here.iterdir() if p.name not in ("toys.toml", "toys-1.0.dist-info"))


def test_parallel_gives_the_bytes_of_one_process(here: Path) -> None:
    """Output, what is set aside, trace and counts."""
    rng = random.Random(3)
    texts = ["甲,乙广告" * rng.randint(1, 20) + "好" * rng.randint(1, 4000) for _ in range(400)]
    lines = records(texts).splitlines(keepends=True)
    lines[7] = b"{not json}\n"
    lines[300] = b"\n"
    (here / "a.jsonl").write_bytes(b"".join(lines))
    for jobs in ("1", "2"):
        told = ("-o", f"o{jobs}", "--trace", f"t{jobs}", "--stats", f"s{jobs}", "--rejects", f"r{jobs}", "-q", "-j", jobs)
        assert run(here, "a.jsonl", *told)[0] == 3
    for kind in "otsr":
        assert (here / f"{kind}1").read_bytes() == (here / f"{kind}2").read_bytes(), kind
    assert (here / "o2").read_bytes().count(b"\n") == 399


def test_parallel_over_a_folder_writes_each_file(here: Path) -> None:
    """Files are blocks too; one that cannot be read is told, and the others are there."""
    (here / "in").mkdir()
    for k in range(30):
        (here / "in" / f"{k:02}.txt").write_text(f"第{k},篇")
    (here / "in" / "05.txt").write_bytes(b"\xff\xff")
    code, err = run(here, "in", "-o", "out", "-j", "2")
    assert code == 4
    assert "05.txt" in err
    assert len(list((here / "out").iterdir())) == 29
    assert (here / "out" / "29.txt").read_text() == "第29，篇"


@pytest.mark.parametrize(("harm", "reason"), [("崩溃", "ended with exit code 7"), ("杀死", "was killed by SIGKILL")])
def test_a_worker_that_dies_costs_the_record_that_did_it(here: Path, harm: str, reason: str) -> None:
    """Input is output and what was set aside; only marked records are set aside."""
    texts = [f"第{k},篇" + (harm if k in (3, 50, 51) else "") for k in range(90)]
    (here / "a.jsonl").write_bytes(records(texts))
    code, err = run(here, "a.jsonl", "-o", "o.jsonl", "-j", "2")
    assert code == 3
    assert err.count(reason) == 3
    kept = [json.loads(line)["id"] for line in (here / "o.jsonl").read_text().splitlines()]
    aside = [json.loads(line)["line"] - 1 for line in (here / "o.jsonl.rejects.jsonl").read_text().splitlines()]
    assert aside == [3, 50, 51]
    assert sorted(kept + aside) == list(range(90))
    assert kept == sorted(kept)


class _Dead:
    """A worker that died while it was at no record."""

    position = -1

    def __init__(self, slot):
        self.slot = slot


def test_a_worker_that_dies_between_records_costs_nothing() -> None:
    """Its block is done by another; only if that happens again and again is the input given up, and told."""
    workers = Workers(Pipeline(()), 1)
    slot = _Slot("label", Task("a", JsonLines(), Block(b"{}\n")))
    for _ in range(3):
        waiting: deque = deque()
        dead = _Dead(slot)
        workers._workers.append(dead)  # type: ignore[arg-type]
        workers._replace(dead, "the worker was killed", waiting)  # type: ignore[arg-type]
        assert list(waiting) == [slot]
        assert not slot.is_done
    workers._workers.append(dead)  # type: ignore[arg-type]
    workers._replace(dead, "the worker was killed", deque())  # type: ignore[arg-type]
    assert isinstance(slot.outcome, InputError)


def test_a_file_that_only_looks_set_aside_stays(here: Path) -> None:
    """Beside a text nothing is ever set aside, so what is called so is the user's."""
    (here / "a.txt").write_text("甲,")
    (here / "o.txt.rejects.jsonl").write_text("mine")
    assert run(here, "a.txt", "-o", "o.txt", "-q")[0] == 0
    assert (here / "o.txt.rejects.jsonl").read_text() == "mine"


def test_a_record_that_takes_too_long_is_set_aside(here: Path) -> None:
    """Whether there is one worker or more; a whole file that does is left out and told."""
    (here / "a.jsonl").write_bytes(records(["甲,", "死循环", "乙,"]))
    (here / "b.txt").write_text("死循环")
    code, err = run(here, "a.jsonl", "b.txt", "-o", "out", "--max-seconds", "1")
    assert code == 4
    assert err.count("took longer than the 1 seconds") == 2
    assert (here / "out" / "a.jsonl").read_bytes() == records(["甲，", "x", "乙，"]).replace(b'{"id": 1, "text": "x"}\n', b"")
    assert not (here / "out" / "b.txt").exists()


def test_a_record_that_is_too_long_is_set_aside(here: Path) -> None:
    """And a file."""
    (here / "a.jsonl").write_bytes(records(["甲,", "长" * 500, "乙,"]))
    code, err = run(here, "a.jsonl", "-o", "o.jsonl", "--max-bytes", "300")
    assert code == 3
    assert "more than the 300 of --max-bytes" in err
    assert len((here / "o.jsonl").read_bytes().splitlines()) == 2
    (here / "b.txt").write_text("长" * 500)
    assert run(here, "b.txt", "-o", "b.out", "--max-bytes", "300")[0] == 4


def big(here: Path, count: int = 150) -> None:
    """Input that takes some seconds: long records, each of them slow."""
    texts = [f"第{k},篇慢广告" + "好" * (24000 if k % 2 else 18000) for k in range(count)]
    (here / "a.jsonl").write_bytes(records(texts).replace(b'{"id": 17,', b'{"id": 17 '))


@pytest.mark.parametrize(("seed", "jobs"), [(1, "1"), (2, "2"), (3, "2")])
def test_a_run_that_was_killed_goes_on_and_ends_with_the_same_bytes(here: Path, seed: int, jobs: str) -> None:
    """Killed at random moments until it gets through; nothing stands under its final name before it is whole."""
    big(here)
    told = ("a.jsonl", "-o", "o.jsonl", "--trace", "t.jsonl", "--stats", "s.json", "-q", "-j", jobs)
    begun = time.perf_counter()
    assert run(here, *told)[0] == 3
    unhurried = time.perf_counter() - begun
    whole = {name: (here / name).read_bytes() for name in ("o.jsonl", "t.jsonl", "s.json", "o.jsonl.rejects.jsonl")}
    for name in whole:
        (here / name).unlink()
    rng = random.Random(seed)
    killed = 0
    for attempt in range(40):
        child = command(here, *told, *(("--resume",) if attempt else ()))
        with contextlib.suppress(subprocess.TimeoutExpired):
            # Longer each time: on a machine that has much else to do, a run that was only begun would never get through.
            child.wait(rng.uniform(0.2, 0.7) * unhurried * 1.1**attempt)
        if child.poll() is not None:
            child.communicate()
            break
        child.kill()
        child.communicate()
        killed += 1
        assert all((here / name).read_bytes() == data for name, data in whole.items() if (here / name).exists())
    assert child.returncode == 3
    assert killed >= 1
    assert {name: (here / name).read_bytes() for name in whole} == whole
    assert names(here) == sorted(["a.jsonl", *whole])


def test_another_configuration_does_not_go_on(here: Path) -> None:
    """Nor other inputs; the message says what to do."""
    big(here)
    child = command(here, "a.jsonl", "-o", "o.jsonl")
    _wait_for(here / ".o.jsonl.textclean-checkpoint")
    child.kill()
    child.communicate()
    assert (here / ".o.jsonl.textclean-checkpoint").exists()
    code, err = run(here, "a.jsonl", "-o", "o.jsonl", "--resume", "--disable", "toy.ad")
    assert code == 2
    assert "had other inputs, another configuration or other options" in err
    assert "run without --resume to begin anew" in err
    assert run(here, "a.jsonl", "-o", "o.jsonl", "-q", "--disable", "toy.trap")[0] == 3
    assert not (here / ".o.jsonl.textclean-checkpoint").exists()


def test_two_runs_on_one_output_do_not_meet(here: Path) -> None:
    """The second refuses, and the first ends well."""
    big(here)
    with command(here, "a.jsonl", "-o", "o.jsonl") as first:
        _wait_for(here / ".o.jsonl.textclean-lock")
        code, err = run(here, "a.jsonl", "-o", "o.jsonl")
        assert code == 2
        assert "another run is writing to it" in err
        first.communicate(timeout=60)
    assert first.returncode == 3
    assert (here / "o.jsonl").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_launcher_that_is_killed_leaves_no_worker(here: Path) -> None:
    """Not even one that never comes back."""
    (here / "a.jsonl").write_bytes(records(["死循环"] * 4))
    child = command(here, "a.jsonl", "-o", "o.jsonl", "-j", "2")
    deadline = time.monotonic() + 20
    while len(workers := _children(child.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(workers) >= 2
    time.sleep(1.0)
    child.kill()
    child.communicate()
    deadline = time.monotonic() + 5
    while any(_is_alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(_is_alive(pid) for pid in workers)


def _wait_for(path: Path, seconds: float = 30) -> None:
    """Until a file is there; what it is waited for fails where it does not come."""
    deadline = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == pid:
                found.append(int(path.parent.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_can_be_gone_on_with(here: Path, number: int, code: int) -> None:
    """What was done until then is kept under hidden names."""
    big(here)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(here)])}
    line = [sys.executable, "-m", "textclean", "clean", "a.jsonl", "-o", "o.jsonl", "-j", "2", "--config", "toys.toml", "-q"]
    child = subprocess.Popen(
        line,
        cwd=here,
        env=environment,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    _wait_for(here / ".o.jsonl.textclean-checkpoint")
    child.send_signal(number)
    _, err = child.communicate(timeout=30)
    assert child.returncode == code
    assert b"Traceback" not in err
    assert not (here / "o.jsonl").exists()
    assert run(here, "a.jsonl", "-o", "o.jsonl", "-q", "-j", "2", "--resume")[0] == 3
    assert not (here / ".o.jsonl.textclean-checkpoint").exists()


def test_only_files_can_be_gone_on_with(here: Path) -> None:
    """A stream cannot, nor can files that are changed in place."""
    (here / "a.jsonl").write_bytes(records(["甲,"]))
    assert "--resume needs files as inputs and -o" in run(here, "a.jsonl", "--resume")[1]
    assert "--resume needs files as inputs and -o" in run(here, "a.jsonl", "--in-place", "--resume")[1]


def test_a_damaged_note_is_told(tmp_path: Path) -> None:
    """With what to do about it."""
    (tmp_path / ".o.textclean-checkpoint").write_text("{")
    with pytest.raises(ConfigError, match="is damaged; remove it"), Checkpoint(tmp_path / "o", "x", resume=True):
        pass
    with Checkpoint(tmp_path / "o", "x", resume=False) as checkpoint:
        assert checkpoint.standing == Standing()
