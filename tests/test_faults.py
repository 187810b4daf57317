"""What may go wrong round a run, each fault with what is promised then: full and read-only disks, cut files, deaths, hostile input."""

from __future__ import annotations

import contextlib
import gzip
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from tests import toys
from textclean import preset
from textclean.cli import cli
from textclean.core.errors import ConfigError, InputError
from textclean.formats import Document, JsonLines
from textclean.formats.compression import writer
from textclean.run.bounds import bounded
from textclean.run.checkpoint import Checkpoint
from textclean.run.discovery import discover
from textclean.run.output import Draft, plan, refuse_clobbering

ROOT = Path(__file__).parent.parent
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
OLD = "earlier output"
MEBIBYTE = 1 << 20


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of its own, with the toy cleaners installed and toys.toml naming them."""
    toys.install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toys.toml").write_text(toys.CONFIG + '[[cleaner]]\nname = "toy.trap"\n')
    return tmp_path


TOYS = ("--config", "toys.toml")


def run(*arguments: str, stdin: bytes = b"") -> Result:
    """`textclean clean` with the toys, in this process."""
    return CliRunner().invoke(cli, ["clean", *TOYS, *arguments], input=stdin)


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(Path.cwd())])} | more


def process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """`textclean` as a process of its own; an interrupt is heard also if whoever runs the tests is deaf to it."""
    line = [sys.executable, "-m", "textclean", *arguments]
    pipes: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "env": environment(),
    }
    hears = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
    return subprocess.Popen(line, **({"preexec_fn": hears} | pipes | options))


def shell(script: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A line of shell in which `"$@"` is `textclean` with these arguments."""
    line = ["sh", "-c", script, "sh", sys.executable, "-m", "textclean", *arguments]
    return subprocess.run(line, capture_output=True, env=environment(), timeout=60)


def records(count: int, filling: str = "好" * 50) -> bytes:
    return b"".join(json.dumps({"id": k, "text": f"第{k},{filling}"}, ensure_ascii=False).encode() + b"\n" for k in range(count))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Disks


def on_small_disk(script: str, *arguments: str) -> tuple[int, str, dict[str, str]]:
    """Exit code, messages and files of a run in which `disk` is a file system of 128 KiB, which nobody but the run sees.

    `script` prepares it. Where such a disk cannot be had, the test is skipped with the reason.
    """
    Path("disk").mkdir()
    mount = "mount -t tmpfs -o size=128k,mode=755 tmpfs disk || exit 99"
    whole = f'{mount}; {script}; "$@"; code=$?; cp -a disk after; exit $code'
    reason = "no unshare(1)"
    for way in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        with contextlib.suppress(FileNotFoundError):
            line = [*way, "sh", "-c", whole, "sh", sys.executable, "-m", "textclean", "clean", *TOYS, *arguments]
            done = subprocess.run(line, capture_output=True, env=environment(), timeout=60)
            if Path("after").exists():
                files = {path.name: path.read_text("utf-8") for path in Path("after").iterdir()}
                return done.returncode, done.stderr.decode(), files
            reason = done.stderr.decode().strip()
    pytest.skip(f"no small disk could be mounted: {reason}")


KEEP_OLD = f"printf '{OLD}' > disk/o.jsonl"


@LINUX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_leaves_the_earlier_output_and_nothing_else(here: Path, jobs: str) -> None:
    """It is exit code 4, told with the name of the file; nothing partial stands there, not even hidden."""
    (here / "a.jsonl").write_bytes(records(9000))
    code, err, files = on_small_disk(KEEP_OLD, "a.jsonl", "-o", "disk/o.jsonl", "-j", jobs)
    assert code == 4
    assert "disk/o.jsonl: cannot be written: No space left on device" in err
    assert "Traceback" not in err
    assert files == {"o.jsonl": OLD}


@LINUX
def test_a_full_disk_costs_the_files_that_have_no_room(here: Path) -> None:
    """Those before and behind it are there, whole."""
    (here / "in").mkdir()
    for name, count in [("a.jsonl", 10), ("b.jsonl", 3000), ("c.jsonl", 10)]:
        (here / "in" / name).write_bytes(records(count))
    code, err, files = on_small_disk("true", "in", "-o", "disk")
    assert code == 4
    assert "disk/b.jsonl: cannot be written: No space left on device" in err
    assert files == dict.fromkeys(["a.jsonl", "c.jsonl"], records(10).decode().replace(",好", "，好"))


@LINUX
@pytest.mark.parametrize("option", ["--trace", "--rejects"])
def test_a_file_of_all_inputs_that_has_no_room_ends_the_run(here: Path, option: str) -> None:
    """With a gap in it, it would tell less than was done: it does not appear, and no further input is begun."""
    (here / "in").mkdir()
    (here / "in" / "a.jsonl").write_bytes(records(10))
    (here / "in" / "b.jsonl").write_bytes(records(2000) if option == "--trace" else b"no record, and rather long\n" * 9000)
    (here / "in" / "c.jsonl").write_bytes(records(10))
    code, err, files = on_small_disk("true", "in", "-o", "out", "-q", option, "disk/t.jsonl")
    assert code == 4
    assert "disk/t.jsonl: cannot be written: No space left on device" in err
    assert files == {}
    assert names(here / "out") == ["a.jsonl"]


@LINUX
@pytest.mark.parametrize("target", ["disk/o.jsonl", "disk/sub/o.jsonl"])
def test_a_folder_that_cannot_be_written_is_told_by_its_name(here: Path, target: str) -> None:
    """Exit code 4 before anything is cleaned; what stands there stays."""
    (here / "a.jsonl").write_bytes(records(3))
    code, err, files = on_small_disk(f"{KEEP_OLD}; mount -o remount,ro disk", "a.jsonl", "-o", target)
    assert (code, files) == (4, {"o.jsonl": OLD})
    assert re.fullmatch(r"textclean: disk(/sub)?: .*Read-only file system\n", err)


@LINUX
def test_a_file_in_place_on_a_read_only_disk_stays(here: Path) -> None:
    """It is told, and the other files are cleaned."""
    (here / "b.jsonl").write_bytes(records(1))
    script = "cp b.jsonl disk/a.jsonl; mount -o remount,ro disk"
    code, err, files = on_small_disk(script, "disk/a.jsonl", "b.jsonl", "--in-place")
    assert (code, files) == (4, {"a.jsonl": records(1).decode()})
    assert "disk/a.jsonl: cannot be written: Read-only file system" in err
    assert "，".encode() in (here / "b.jsonl").read_bytes()


@LINUX
def test_pipes_with_names_are_read_and_written(here: Path) -> None:
    """They are no files to be replaced: what comes is cleaned, and who waits at the other end gets it."""
    for name in ("in.fifo", "out.fifo"):
        os.mkfifo(here / name)
    with ThreadPoolExecutor(2) as pool:
        pool.submit((here / "in.fifo").write_bytes, records(3))
        got = pool.submit((here / "out.fifo").read_bytes)
        assert run("in.fifo", "--format", "jsonl", "-o", "out.fifo", "-q").exit_code == 0
        assert got.result(timeout=20).decode() == records(3).decode().replace(",好", "，好")
    assert names(here)[:3] == ["in.fifo", "out.fifo", "toys-1.0.dist-info"]
    done = shell('printf 甲, | "$@"', "clean", "/dev/stdin", "-q", *TOYS)
    assert (done.returncode, done.stdout.decode()) == (0, "甲，")


# Cut files


def _parquet(data: bytes) -> bytes:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    file = BytesIO()
    texts = [json.loads(line)["text"] for line in data.splitlines()]
    parquet.write_table(pa.table({"text": texts}), file, row_group_size=200)
    return file.getvalue()


def _compressed(kind: str) -> Callable[[bytes], bytes]:
    def compress(data: bytes) -> bytes:
        file = BytesIO()
        with writer(file, f"a.{kind}") as out:
            out.write(data)
        return file.getvalue()

    return compress


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.jsonl.gz", _compressed("gz")),
        ("a.jsonl.zst", _compressed("zst")),
        ("a.jsonl.xz", _compressed("xz")),
        ("a.parquet", _parquet),
    ],
)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_an_input_that_is_cut_short_gives_no_output(here: Path, name: str, made: Callable[[bytes], bytes], share: float) -> None:
    """Exit code 4, the earlier output as it was, other inputs cleaned; wherever the cut is."""
    rng = random.Random(1)
    data = made(records(900, "".join(rng.choice("天地玄黄宇宙洪荒") for _ in range(30))))
    (here / "in").mkdir()
    (here / "in" / name).write_bytes(data[: int(len(data) * share)])
    (here / "in" / "z.txt").write_text("甲,")
    (here / "out").mkdir()
    (here / "out" / name).write_text(OLD)
    result = run("in", "-o", "out")
    assert result.exit_code == 4
    assert f"in/{name}: {'' if name == 'a.parquet' else 'cut short'}" in result.stderr
    assert (here / "out" / name).read_text() == OLD
    assert names(here / "out") == [name, "z.txt"]


def test_a_cut_that_two_workers_meet_gives_no_output(here: Path) -> None:
    """What the blocks before it gave is not kept."""
    data = gzip.compress(records(9000), mtime=0)
    (here / "a.jsonl.gz").write_bytes(data[:-9])
    (here / "o.jsonl").write_text(OLD)
    with process("clean", "a.jsonl.gz", "-o", "o.jsonl", "-q", "-j", "2", *TOYS) as child:
        _, err = child.communicate(timeout=60)
    assert (child.returncode, (here / "o.jsonl").read_text()) == (4, OLD)
    assert b"a.jsonl.gz: cut short" in err
    assert not list(here.glob(".*"))


def test_a_last_line_that_is_half_written_costs_nothing_but_itself() -> None:
    """Cut at any byte: the records before it are done, it is set aside with its number, and the exit code is 3."""
    before, last = records(2), '{"id": 2, "text": "乙,\\u4e59"}'.encode()
    for end in range(len(last) + 1):
        result = run("-", "--format", "jsonl", "-q", "--rejects", "r.jsonl", stdin=before + last[:end])
        done = before.replace(",好".encode(), "，好".encode())
        if end in (0, len(last)):
            assert (result.exit_code, Path("r.jsonl").read_bytes()) == (0, b"")
            continue
        assert result.exit_code == 3, end
        assert result.stdout_bytes == done
        assert json.loads(Path("r.jsonl").read_bytes())["line"] == 3
        assert "-:3: set aside: " in result.stderr


# Memory

_PEAK = """
import re, sys
from pathlib import Path
from textclean.cli import cli
try:
    cli(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(code, re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def peak(*arguments: str) -> tuple[int, float, str]:
    """Exit code of `textclean clean` with the toys, the most memory it held in MiB, and its messages."""
    line = [sys.executable, "-c", _PEAK, "clean", "-q", *TOYS, *arguments]
    done = subprocess.run(line, capture_output=True, env=environment(), timeout=60, check=True)
    code, kibibytes = map(int, done.stdout.split())
    return code, kibibytes / 1024, done.stderr.decode()


@pytest.fixture
def idle(here: Path) -> float:
    """What a run holds that has next to nothing to do, in MiB."""
    (here / "idle.jsonl").write_bytes(records(1))
    return peak("idle.jsonl", "-o", "idle.out")[1]


def bomb(path: Path, piece: bytes, times: int, head: bytes = b"", tail: bytes = b"") -> None:
    with path.open("wb") as file, writer(file, path.name) as out:
        out.write(head)
        for _ in range(times):
            out.write(piece)
        out.write(tail)


@LINUX
def test_memory_does_not_grow_with_what_a_small_file_expands_to(here: Path, idle: float) -> None:
    """64 MB of records out of a few hundred kilobytes, in the memory of some blocks."""
    bomb(here / "a.jsonl.gz", b'{"text":"' + b"a" * 8000 + b'"}\n', 8000)
    assert (here / "a.jsonl.gz").stat().st_size < MEBIBYTE
    code, most, _ = peak("a.jsonl.gz", "-o", "o.jsonl.gz")
    assert code == 0
    assert most - idle < 24, f"{most - idle:.0f} MiB"


@LINUX
def test_the_greatest_length_holds_for_what_a_small_file_expands_to(here: Path, idle: float) -> None:
    """300 MB of text out of 300 kB are given up as soon as there are more bytes than --max-bytes allows."""
    bomb(here / "a.txt.gz", b"a" * MEBIBYTE, 300)
    (here / "o.txt").write_text(OLD)
    code, most, err = peak("a.txt.gz", "-o", "o.txt", "--max-bytes", "2000000")
    assert (code, (here / "o.txt").read_text()) == (4, OLD)
    assert "a.txt.gz: is longer than the 2,000,000 bytes that --max-bytes allows" in err
    assert most - idle < 16, f"{most - idle:.0f} MiB"


@LINUX
def test_a_line_that_is_too_long_even_to_be_set_aside_ends_its_input(here: Path, idle: float) -> None:
    """With --max-bytes; 300 MB in one line are not read to their end."""
    bomb(here / "a.jsonl.gz", b"a" * MEBIBYTE, 300, b'{"text":"', b'"}\n')
    (here / "o.jsonl").write_text(OLD)
    code, most, err = peak("a.jsonl.gz", "-o", "o.jsonl", "--max-bytes", "1000")
    assert (code, (here / "o.jsonl").read_text()) == (4, OLD)
    assert "a.jsonl.gz: a line is longer than 67,108,864 bytes, too long even to be set aside" in err
    assert most - idle < 160, f"{most - idle:.0f} MiB"


@LINUX
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_one_long_line_takes_memory_in_proportion(here: Path, idle: float, name: str) -> None:
    """A text is whole in memory, in several forms at once: up to nine times its bytes, where few of them change."""
    text = ("好," + "一个很长的句子" * 50) * 7000
    data = text if name == "a.txt" else json.dumps({"text": text}, ensure_ascii=False)
    (here / name).write_text(data, "utf-8")
    size = (here / name).stat().st_size / MEBIBYTE
    code, most, _ = peak(name, "-o", "o")
    assert (code, (here / "o").read_text("utf-8")) == (0, data.replace("好,", "好，"))
    assert most - idle < 9 * size, f"{(most - idle) / size:.1f} times"


def test_a_bound_changes_nothing_of_what_is_within_it() -> None:
    """Blocks are cut at the same places, from wherever a run goes on, so that it can go on with a bound as without."""
    data = records(3000, "好" * 200)
    for stream in (BytesIO(data), BytesIO(data)):
        stream.seek(len(records(1, "好" * 200)))
        plain = list(JsonLines().blocks(BytesIO(data[stream.tell() :]), 2, stream.tell()))
        assert list(JsonLines().blocks(bounded(stream, 10, by_line=True), 2, stream.tell())) == plain
    assert bounded(BytesIO(data), len(data), by_line=False).read() == data
    with pytest.raises(InputError, match="longer than the"):
        bounded(BytesIO(data), len(data) - 1, by_line=False).read()


# Outputs that are inputs, and runs that meet


@pytest.mark.parametrize("option", ["--trace", "--stats", "--rejects"])
@pytest.mark.parametrize("name", ["./a.txt", "sub/../a.txt", "link.txt", "hard.txt", "absolute"])
def test_no_file_of_a_run_is_its_input_by_whatever_name(here: Path, option: str, name: str) -> None:
    """Exit code 2, and nothing is written."""
    (here / "a.txt").write_text("甲,")
    (here / "sub").mkdir()
    (here / "link.txt").symlink_to("a.txt")
    (here / "hard.txt").hardlink_to("a.txt")
    before = names(here)
    result = run("a.txt", "-o", "o.txt", option, str(here / "a.txt") if name == "absolute" else name)
    assert result.exit_code == 2
    assert "would overwrite the input a.txt" in result.stderr
    assert (names(here), (here / "a.txt").read_text()) == (before, "甲,")


def test_a_link_among_the_outputs_that_leads_to_an_input_is_seen(here: Path) -> None:
    """In a folder that is mirrored, too."""
    for folder in ("in", "out"):
        (here / folder).mkdir()
    (here / "in/a.txt").write_text("甲,")
    (here / "out/a.txt").hardlink_to(here / "in/a.txt")
    with pytest.raises(ConfigError, match=r"would overwrite the input in/a\.txt"):
        refuse_clobbering(plan(discover(["in"]), "out"))


def test_an_input_that_standard_output_is_led_into_is_refused(here: Path) -> None:
    """A shell has emptied it already for `>`, but not for `>>`, which would feed the run with its own output."""
    (here / "a.jsonl").write_bytes(records(2))
    done = shell('"$@" >> a.jsonl', "clean", *TOYS, "a.jsonl")
    assert done.returncode == 2
    assert b"a.jsonl: would be overwritten by the output" in done.stderr
    assert (here / "a.jsonl").read_bytes() == records(2)


def test_of_runs_that_meet_on_one_output_one_does_the_work(here: Path) -> None:
    """The others refuse with exit code 2; again and again, begun at one time, and the output is whole."""
    (here / "a.jsonl").write_bytes(records(40, "慢"))
    wanted = (here / "a.jsonl").read_text().replace(",慢", "，慢")
    for _ in range(2):
        with contextlib.ExitStack() as stack:
            runs = [stack.enter_context(process("clean", "a.jsonl", "-o", "o.jsonl", "-q", *TOYS)) for _ in range(4)]
            said = [child.communicate(timeout=60)[1] for child in runs]
        codes = [child.returncode for child in runs]
        assert set(codes) <= {0, 2} and 0 in codes
        assert all(b"another run is writing to it" in err for err, code in zip(said, codes, strict=True) if code == 2)
        assert (here / "o.jsonl").read_text("utf-8") == wanted
        assert not list(here.glob(".*"))


def test_runs_with_other_outputs_do_not_meet_in_one_file(here: Path) -> None:
    """Where a trace, or a file of a folder, is that of two runs, the second is refused while the first writes it."""
    with Draft(here / "t", begun=0) as first:
        first.write(b"1")
        with pytest.raises(ConfigError, match="another run is writing to it"), Draft(here / "t", begun=0):
            pass
        first.write(b"2")
    assert (here / "t").read_bytes() == b"12"
    with Draft(here / "t", begun=0) as again:
        again.write(b"3")
    assert ((here / "t").read_bytes(), list(here.glob(".*"))) == (b"3", [])


# Deaths


def _at_work(child: subprocess.Popen[bytes], workers: int) -> list[int]:
    """The workers of a run, once so many are there."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        task = Path(f"/proc/{child.pid}/task/{child.pid}/children")
        pids = [int(pid) for pid in task.read_text().split()]
        found = [pid for pid in pids if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        if len(found) >= workers:
            return found
        time.sleep(0.01)
    raise AssertionError("no workers")


def _gone(pids: list[int], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(_is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(_is_alive, pids))


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@LINUX
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("delay", [0.0, 0.15, 0.7])
def test_a_signal_to_the_run_and_its_workers_ends_all_quietly(here: Path, number: int, code: int, delay: float) -> None:
    """As a terminal sends it, to workers that begin as well as to those at work: no traceback, no worker left, old output intact."""
    (here / "a.jsonl").write_bytes(records(4, "死循环"))
    (here / "o.jsonl").write_text(OLD)
    with process("clean", "a.jsonl", "-o", "o.jsonl", "-j", "2", *TOYS, start_new_session=True) as child:
        workers = _at_work(child, 1)
        time.sleep(delay)
        os.killpg(child.pid, number)
        _, err = child.communicate(timeout=30)
    assert child.returncode == code
    assert err.decode() in ("", "textclean: interrupted\n")
    assert _gone(workers)
    assert (here / "o.jsonl").read_text() == OLD
    assert not list(here.glob(".*"))


@LINUX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_who_has_had_enough_ends_the_run_in_silence(here: Path, jobs: str) -> None:
    """`| head -1`: exit code 141, nothing on standard error, no worker left."""
    (here / "a.jsonl").write_bytes(records(20000))
    done = shell('{ "$@"; echo $? > code; } | head -1', "clean", "a.jsonl", "-q", "-j", jobs, *TOYS)
    assert done.stdout.decode() == records(1).decode().replace(",好", "，好")
    assert (done.stderr, (here / "code").read_text()) == (b"", "141\n")


@pytest.mark.parametrize(
    ("script", "arguments", "code", "err"),
    [
        ('"$@" <&-', ("clean", "-q"), 4, "textclean: standard input: closed\n"),
        ('"$@" <&-', ("clean", "-q", "--format", "jsonl", "-j", "2"), 4, "textclean: standard input: closed\n"),
        ('"$@" >&-', ("clean", "-q", "a.txt"), 4, "textclean: standard output: cannot be written: closed\n"),
        ('"$@" >&-', ("check", "-q", "a.txt"), 4, "textclean: standard output: cannot be written: closed\n"),
        ('"$@" <&- >&-', ("clean", "-q", "a.txt", "-o", "o.txt"), 0, ""),
        ('"$@" <&- >&- 2>&-', ("clean", "a.txt", "-o", "o.txt", "-j", "2"), 0, ""),
    ],
)
def test_a_closed_stream_is_an_error_only_for_who_uses_it(
    here: Path, script: str, arguments: tuple[str, ...], code: int, err: str
) -> None:
    """Exit code 4 without a traceback; a run from file to file needs none of the three."""
    (here / "a.txt").write_text("甲,")
    done = shell(script, *arguments, *TOYS)
    assert (done.returncode, done.stderr.decode()) == (code, err)
    assert (here / "o.txt").exists() == ("-o" in arguments)


class _Killed(BaseException):
    """Stands for a death at a certain moment."""


@pytest.mark.parametrize("last", ["a.jsonl", "b.jsonl.gz", "t.jsonl", "s.json"])
def test_a_death_just_after_a_file_got_its_name_costs_nothing(here: Path, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    """Of one input or of all inputs: the run is gone on with to the same bytes, although no note says that the file is whole."""
    (here / "in").mkdir()
    (here / "in" / "a.jsonl").write_bytes(records(30))
    (here / "in" / "b.jsonl.gz").write_bytes(gzip.compress(records(30), mtime=0))
    monkeypatch.setattr("textclean.run.checkpoint.EVERY", 0.0)
    told = ("in", "-o", "out", "--trace", "t.jsonl", "--stats", "s.json", "-q")
    assert run(*told).exit_code == 0
    files = (here / "out/a.jsonl", here / "out/b.jsonl.gz", here / "t.jsonl", here / "s.json")
    whole = [path.read_bytes() for path in files]
    for path in files:
        path.unlink()
    plain = Draft.__exit__

    def exits(draft: Draft, *error: Any) -> None:
        plain(draft, *error)
        if draft.path.name == last:
            raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(Draft, "__exit__", exits)
        # Of what a process does at its end a killed one does nothing; only its lock goes.
        patched.setattr(Checkpoint, "__exit__", lambda checkpoint, *_: checkpoint._unlock())
        with pytest.raises(_Killed):
            CliRunner().invoke(cli, ["clean", *TOYS, *told], catch_exceptions=False)
    assert next(path for path in files if path.name == last).exists()
    assert run(*told, "--resume").exit_code == 0
    assert [path.read_bytes() for path in files] == whole
    assert not list(here.rglob(".*"))


def test_a_part_that_is_gone_is_told(here: Path) -> None:
    """Nothing could be put in its place."""
    with (
        pytest.raises(ConfigError, match="what an earlier run wrote of it is gone; run without --resume"),
        Draft(here / "o", begun=7),
    ):
        pass


# What must not matter


def test_neither_locale_nor_seed_nor_time_zone_nor_workers_change_a_byte(here: Path) -> None:
    """Of output, trace, counts, records set aside, and messages; with a name and texts in Chinese."""
    (here / "in").mkdir()
    page = "壹個人,说：”好”。&ldquo;划&rdquo;學(xué)生 ＡＢＣ\n我们的工作...\n"
    lines = [json.dumps({"文": k, "text": page * k}, ensure_ascii=False) + "\n" for k in range(1, 9)]
    (here / "in/文.jsonl").write_text("".join([*lines[:4], "{坏\n", *lines[4:]]), "utf-8")
    (here / "in/页.txt").write_text(page, "utf-8")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    ways = [
        ({"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "TZ": "UTC"}, "1"),
        ({**plain, "PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}, "2"),
        ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONHASHSEED": "4242", "TZ": "America/St_Johns"}, "1"),
    ]
    told = ("in", "-o", "out", "--trace", "t.jsonl", "--stats", "s.json", "--by-rule")
    found = []
    for more, jobs in ways:
        with process("clean", *told, "-j", jobs, env=environment(**more)) as child:
            found.append([child.communicate(timeout=60), child.returncode])
        files = [*(here / "out").iterdir(), here / "t.jsonl", here / "s.json"]
        found[-1].append({os.fsencode(path.name): path.read_bytes() for path in files})
        shutil.rmtree("out")
    assert found[0][1] == 3
    assert "文.jsonl.rejects.jsonl".encode() in found[0][2]
    assert found[1] == found[0]
    assert found[2] == found[0]


TEXTS = ["壹個人,说：”好”。", "學(xué)生 ＡＢＣ...", "好", "&ldquo;划&rdquo;", "他说,\ud83d好"] * 3


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("way", ["fork", "spawn", "forkserver", "threads"])
def test_a_pipeline_gives_the_same_wherever_it_is_taken(way: str) -> None:
    """To processes of every kind, and to threads that all begin to load its tables at once."""
    pipeline = preset("standard")
    if way == "threads":
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(preset("standard"), TEXTS))
    elif way not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {way}")
    else:
        with multiprocessing.get_context(way).Pool(2) as processes:
            found = processes.map(pipeline, TEXTS)
    assert found == [pipeline(text) for text in TEXTS]


@pytest.mark.parametrize("split", range(3))
def test_neither_order_nor_company_changes_what_becomes_of_a_record(split: int) -> None:
    """Each record alone, all together, and in another order give the same lines."""
    rng = random.Random(split)
    lines = records(60).splitlines(keepends=True)
    rng.shuffle(lines)
    together = run("-", "--format", "jsonl", stdin=b"".join(lines)).stdout_bytes.splitlines(keepends=True)
    at = rng.randrange(60)
    parts = [run("-", "--format", "jsonl", stdin=b"".join(part)).stdout_bytes for part in (lines[:at], lines[at:])]
    assert b"".join(parts) == b"".join(together)
    assert sorted(together) == sorted(
        run("-", "--format", "jsonl", stdin=b"".join(sorted(lines))).stdout_bytes.splitlines(keepends=True)
    )


# Hostile texts

ODD = {
    "half a pair, first": ("他说\ud83d好", "他说\ud83d好"),
    "half a pair, second": ("他说\udc00好", "他说\udc00好"),
    "NUL": ("他说\0好", "他说好"),
    "bell": ("他说\x07好", "他说好"),
    "C1": ("他说\x9b好", "他说好"),
    "next line": ("他说\x85好", "他说\n好"),
    "terminal colour": ("他说\x1b[31m好", "他说好"),
    "noncharacter": ("他说\uffff好", "他说好"),
    "byte order mark inside": ("他说\ufeff好", "他说好"),
    "smuggled ASCII": ("他说\U000e0041\U000e0042好", "他说好"),
    "direction": ("他说\u202e好\u202c", "他说好"),
    "private use": ("他说\ue000好", "他说\ue000好"),
    "flag of England": ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f好", None),
    "joined emoji": ("👨\u200d👩\u200d👧好", None),
    "variant of an ideograph": ("葛\U000e0100城", None),
    "variant of an emoji": ("❤\ufe0f好", None),
    "Persian": ("می\u200cخواهم", None),
}


@pytest.mark.parametrize(("text", "wanted"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("escaped", [True, False])
def test_characters_that_others_choke_on_have_one_outcome(text: str, wanted: str | None, escaped: bool) -> None:
    """What nobody sees goes, what belongs to a character stays, half a pair stays as its escape; all lines are JSON in UTF-8."""
    raw = json.dumps({"id": text, "text": text}, ensure_ascii=escaped)
    if not raw.isprintable() and not escaped:
        raw = raw.encode("utf-8", "backslashreplace").decode()  # bare, half a pair could not be in a file
    result = CliRunner().invoke(cli, ["clean", "-", "--format", "jsonl"], input=raw.encode() + b"\n")
    told = json.loads(result.stdout_bytes.decode("utf-8"))
    assert result.exit_code == 0, result.stderr
    assert told == {"id": text, "text": text if wanted is None else wanted}


ESCAPES = "\x1b[31m\x9b2J\x1b]0;owned\x07"


@pytest.mark.parametrize(
    "arguments",
    [
        ("clean", "{name}", "-o", "o.jsonl"),
        ("clean", "{name}", "-o", "o.jsonl", "--on-error", "fail"),
        ("clean", "{name}", "-o", "o.jsonl", "--by-rule", "--max-bytes", "40"),
        ("clean", "{name}.gone", "-o", "o.jsonl"),
        ("clean", "{name}", "-o", "{name}"),
        ("clean", "{name}", "--format", "text", "--encoding", "ascii", "-o", "o.txt"),
        ("clean", "--{name}"),
        ("clean", "{name}", "--preset", "{name}"),
        ("clean", "{name}", "--field", "{name}", "-o", "o.jsonl"),
        ("{name}",),
        ("check", "{name}"),
        ("check", "{name}", "--output-format", "json"),
        ("explain", "{name}"),
        ("explain", "{name}", "--format", "text"),
        ("detect", "{name}"),
        ("rules", "{name}"),
        ("config", "check", "{name}"),
        ("--debug", "clean", "{name}", "-o", "o.jsonl", "--on-error", "fail"),
    ],
)
def test_nothing_in_names_and_texts_reaches_a_terminal_as_a_command(here: Path, arguments: tuple[str, ...]) -> None:
    """Messages and tables draw what cannot be seen; only the data that `clean` was asked for is what it is."""
    name = f"{ESCAPES}.jsonl"
    good = json.dumps({"text": f"甲,{ESCAPES}广告{ESCAPES},乙"}, ensure_ascii=True).encode()
    (here / name).write_bytes(good + b"\n" + f"{{{ESCAPES}\n".encode() + b'{"text":"\xff"}\n')
    result = CliRunner().invoke(cli, [argument.format(name=name) for argument in arguments])
    shown = result.stdout + result.stderr
    assert shown
    assert not {"\x1b", "\x07", "\x9b"} & set(shown), shown


# Hostile configurations


def test_a_configuration_that_lies_about_is_not_read(here: Path) -> None:
    """Only what was named is, whatever the folder holds that a run is begun in."""
    data = "好,走。".encode()
    plain = CliRunner().invoke(cli, ["clean"], input=data)
    harm = 'disable = ["unify"]\n[[cleaner]]\nname = "toy.crash"\n'
    for name in ("textclean.toml", ".textclean.toml", "setup.cfg", "textclean.ini"):
        (here / name).write_text(harm)
    (here / "pyproject.toml").write_text("[tool.textclean]\n" + harm.replace("[[cleaner]]", "[[tool.textclean.cleaner]]"))
    again = CliRunner().invoke(cli, ["clean"], input=data)
    assert (again.exit_code, again.stdout_bytes, again.stderr) == (0, plain.stdout_bytes, plain.stderr)


@pytest.mark.parametrize(
    "name", ["os.system", "tests.toys:Crash", "../toys", "toy.__class__", "__import__('os')", "toy.ad\x1b[31m"]
)
def test_a_configuration_names_cleaners_and_no_code(here: Path, name: str) -> None:
    """Names that nobody has registered are exit code 2."""
    (here / "bad.toml").write_text(f"[[cleaner]]\nname = {json.dumps(name)}\n")
    result = CliRunner().invoke(cli, ["clean", "--config", "bad.toml"], input=b"")
    assert result.exit_code == 2
    assert "bad.toml" in result.stderr and "\x1b" not in result.stderr


# Other fields of a record, as they are written and not as they are read

_digits = st.text("0123456789", min_size=1, max_size=40).map(lambda digits: digits.lstrip("0") or "0")
_numbers = st.sampled_from(
    ["1.10", "1E5", "-0", "-0.0", "1e400", "1e+05", "NaN", "-Infinity", "12345678901234567890123456789"]
) | st.tuples(
    st.sampled_from(["", "-"]), _digits, st.sampled_from(["", ".0", ".10", ".000"]), st.sampled_from(["", "e5", "E+05", "e-400"])
).map("".join)
_characters = st.sampled_from(
    [r"\/", r"\u4e2d", r"\u4E2D", r"\ud83d", r"\ud83d\ude00", r"\"", r"\\", r"\n", "/", "中", "😀", "\x7f", "\u2028", "a", " "]
)
_strings = st.lists(_characters, max_size=5).map(lambda parts: f'"{"".join(parts)}"')
_blanks = st.sampled_from(["", "", " ", "\t", "  "])
_scalars = _numbers | _strings | st.sampled_from(["true", "false", "null", "[]", "{}", "[ ]"])


def _between_blanks(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(_blanks, values, _blanks).map("".join)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = _between_blanks(inner)
    pairs = st.tuples(_between_blanks(_strings), items).map(":".join)
    return st.lists(items, max_size=3).map(lambda parts: f"[{','.join(parts)}]") | st.lists(pairs, max_size=3).map(
        lambda parts: f"{{{','.join(parts)}}}"
    )


_values = st.recursive(_scalars, _nested, max_leaves=8)
_DEEP = '[{"a":' * 1000 + "1.10" + "}]" * 1000


@given(
    st.lists(st.tuples(_between_blanks(_strings | st.just('"same"')), _between_blanks(_values)).map(":".join), max_size=5),
    st.lists(st.tuples(_between_blanks(_strings | st.just('"same"')), _between_blanks(_values)).map(":".join), max_size=5),
    st.text('甲,/"\\好😀 \t', max_size=8),
    st.booleans(),
    st.sampled_from(["\n", "\r\n", ""]),
)
@example(['"same":1.10', '"deep":' + _DEEP, '"same":-0'], ['"text":"earlier,"'], "甲,", False, "\n")
@example(['"n":' + "9" * 5000, '"m":1e400'], [], "甲,", True, "\r\n")
def test_whatever_other_fields_hold_and_however_it_is_written_it_stays(
    before: list[str], behind: list[str], text: str, in_ascii: bool, end: str
) -> None:
    """Bytes before and behind the one value are those of the input: digits, notation, order of keys, keys twice, escapes, blanks."""
    if behind and behind[0].startswith('"text"'):
        before, behind = [*behind, *before], []  # of a key that stands twice the last one is the text
    value = json.dumps(text, ensure_ascii=in_ascii)
    head = "{" + "".join(f"{field}," for field in before) + '"text":'
    tail = "".join(f",{field}" for field in behind) + "}" + end
    data = (head + value + tail).encode()
    [record] = JsonLines().read(BytesIO(data))
    assert isinstance(record, Document)
    assert record.text == text
    assert record.encoded(text) == data
    changed = record.encoded(text + "，完").decode()
    assert changed.startswith(head) and changed.endswith(tail)
    assert json.loads(changed[len(head) : len(changed) - len(tail)]) == text + "，完"
