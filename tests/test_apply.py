"""Traces: as the schema wants them, done again they give the cleaned text, undone the original; and `textclean apply`."""

from __future__ import annotations

import copy
import doctest
import gzip
import json
import random
import re
import shutil
from collections.abc import Callable
from importlib.resources import files as files_of
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given

from tests import toys
from tests.material import DOCUMENTS, case_texts
from textclean.cli import cli
from textclean.config import preset
from textclean.core.errors import InputError
from textclean.core.pipeline import Pipeline
from textclean.formats.jsonl import json_line
from textclean.report.replay import read_trace, replayed
from textclean.report.schema import faults, schema
from textclean.report.trace import trace
from textclean.testing import dirty_chinese

DOCS = Path(__file__).parent.parent / "docs"
STANDARD = preset("standard")
TRADITIONAL = preset("standard", script="traditional")
TOYS = Pipeline((toys.Comma(), toys.Ad(), toys.Doubt()))
TEXT = "他说,好。\n***\n这里有广告,\n锟斤拷\n"


def check_trace(pipeline: Pipeline, text: str) -> None:
    """Assert the laws of traces, by way of the bytes that are written."""
    result = pipeline.run(text)
    told = read_trace(json_line(trace(result, pipeline, path="a.txt", record=1, pipeline=pipeline.fingerprint())))
    assert replayed(told, text) == result.text
    assert replayed(told, result.text, undo=True) == text


# The laws


@pytest.mark.parametrize("text", case_texts(), ids=lambda text: repr(text[:12]))
def test_a_trace_done_again_gives_the_text_and_undone_the_original(text: str) -> None:
    for pipeline in (STANDARD, TRADITIONAL):
        check_trace(pipeline, text)


@pytest.mark.parametrize("pipeline", [STANDARD, preset("aggressive")], ids=["standard", "aggressive"])
@given(text=dirty_chinese())
def test_so_does_that_of_any_text(pipeline: Pipeline, text: str) -> None:
    check_trace(pipeline, text)


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.trace.json")), ids=lambda path: path.name.partition(".")[0])
def test_the_recorded_traces_are_as_the_schema_wants_them_and_can_be_applied(path: Path) -> None:
    told = read_trace(path.read_bytes())
    raw = path.with_name(path.name.replace(".trace.json", ".raw.txt")).read_text("utf-8")
    assert replayed(told, replayed(told, raw), undo=True) == raw


# The schema


def test_the_page_prints_the_schema() -> None:
    page = (DOCS / "trace.md").read_text("utf-8")
    shipped = (files_of("textclean.report") / "trace.schema.json").read_text("utf-8")
    assert f"```json\n{shipped}```\n" in page


def changed(path: str, value: Any) -> dict[str, Any]:
    """A trace with one thing in it that is wrong; a value of ... takes the key out."""
    told = copy.deepcopy(json.loads(json_line(trace(TOYS.run(TEXT), TOYS, path="a.txt"))))
    place: Any = told
    *keys, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    for key in keys:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return dict(told)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("version", 2, "its version is 2, and should be 1"),
        ("format", "x", 'its format is "x", and should be "textclean-trace"'),
        ("edits", ..., "edits: is missing"),
        ("surprise", 1, "surprise: is not known"),
        ("edits.0.start", True, r"edits\[0\]\.start: true should be integer"),
        ("edits.0.start", -1, r"edits\[0\]\.start: -1 is less than 0"),
        ("edits.0.safety", "safest", "should be one of safe, lossy, guess"),
        ("edits.0.rules", [], "should hold 1 or more"),
        ("edits.0.before", None, r"edits\[0\]\.before: null should be string"),
        ("edits.0", [], r"edits\[0\]: \[\] should be object"),
        ("original.sha256", "abc", "should match"),
        ("record", 0, "record: 0 is less than 1"),
        ("unit", "bytes", 'unit: "bytes" should be "code points"'),
        ("file", {"format": "text"}, "file.field: is missing"),
    ],
)
def test_what_is_wrong_with_a_trace_is_told_with_its_place(path: str, value: Any, message: str) -> None:
    told = changed(path, value)
    assert list(faults(told, schema("trace")))
    with pytest.raises(InputError, match=message):
        read_trace(json.dumps(told).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'"x"', b"[" * 100_000])
def test_what_is_no_trace_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="is no trace"):
        read_trace(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [("edits.0.after", "；"), ("edits.0.before", "；"), ("edits.0.end", 5), ("edits.1.start", 0), ("edits.3.start", 9999)],
)
def test_a_damaged_trace_changes_nothing(path: str, value: Any) -> None:
    told = changed(path, value)
    for text, undo in ((TEXT, False), (TOYS(TEXT), True)):
        with pytest.raises(InputError, match="the trace is damaged"):
            replayed(told, text, undo=undo)


def test_a_narrowed_trace_is_refused() -> None:
    with pytest.raises(InputError, match=r"holds the edits of toy\.ad only"):
        replayed(trace(TOYS.run(TEXT), TOYS, only="toy.ad"), TEXT)


# The command


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    toys.install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toys.toml").write_text(toys.CONFIG)
    return tmp_path


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin)


def clean(*arguments: str, stdin: bytes = b"") -> None:
    done = run("clean", "--config", "toys.toml", "--trace", "t.jsonl", "-q", *arguments, stdin=stdin)
    assert done.exit_code in (0, 3), done.stderr


def files(folder: str) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def make(folder: str, **contents: bytes | str) -> None:
    for name, content in contents.items():
        path = Path(folder, name.replace("__", "/").replace("_", "."))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_one_file_is_done_again_and_taken_back(here: Path) -> None:
    (here / "a.txt").write_text(TEXT, "utf-8")
    clean("a.txt", "-o", "b.txt")
    assert run("apply", "t.jsonl").stdout == run("apply", "t.jsonl", "a.txt").stdout == TOYS(TEXT)
    undone = run("apply", "t.jsonl", "b.txt", "--undo")
    assert (undone.exit_code, undone.stdout, undone.stderr) == (0, TEXT, "textclean: 1 document, 1 taken back\n")
    assert run("apply", "t.jsonl", "b.txt", "--undo", "-o", "c.txt", "-q").output == ""
    assert (here / "c.txt").read_text("utf-8") == TEXT
    assert run("apply", "t.jsonl", "--undo", stdin=TOYS(TEXT).encode()).exit_code == 4
    assert run("apply", "t.jsonl", "-", "--undo", stdin=TOYS(TEXT).encode()).stdout == TEXT


def test_a_file_that_was_cleaned_in_place_is_put_back_in_place(here: Path) -> None:
    (here / "a.txt").write_text(TEXT, "utf-8")
    clean("a.txt", "--in-place")
    assert run("apply", "t.jsonl", "--undo", "--in-place").exit_code == 0
    assert (here / "a.txt").read_text("utf-8") == TEXT


def test_a_folder_is_done_again_and_taken_back(here: Path) -> None:
    lines = '{"n":1.10,"text":"甲,"}\n\n{"text":"好"}\n{"text":"锟斤拷"}\n{"text":"广告,","id":1E5}\n'
    make(
        "in",
        a_txt=TEXT,
        same_txt="好",
        sub__a_txt="甲,\r\n乙\r\n",
        sub__same_txt="丙,",
        b_jsonl=lines,
        c_jsonl_gz=gzip.compress(lines.encode(), mtime=0),
    )
    clean("in", "-o", "out")
    assert run("apply", "t.jsonl", "in", "-o", "again").exit_code == 0
    assert files("again") == files("out") != files("in")
    done = run("apply", "t.jsonl", "out", "--undo", "-o", "back")
    assert done.stderr == "textclean: 12 documents, 7 taken back\n"
    unpacked = {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in files("back").items()}
    assert unpacked == files("in") | {"c.jsonl.gz": lines.encode()}, done.stderr


def test_of_several_files_those_that_were_not_given_are_told(here: Path) -> None:
    make("in", a_txt="甲,", b_txt="乙,")
    clean("in", "-o", "out")
    done = run("apply", "t.jsonl", "out/b.txt", "--undo")
    assert (done.exit_code, done.stdout) == (0, "乙,")
    assert "t.jsonl: tells of 1 further input, not given: in/a.txt" in done.stderr
    assert run("apply", "t.jsonl").exit_code == 2  # two files want a folder
    assert run("apply", "t.jsonl", "-o", "again").exit_code == 0
    assert files("again") == files("out")


@pytest.mark.parametrize(
    ("data", "options"),
    [
        ("甲,\r\n***\r\n".encode(), []),
        ("***\r\n甲,".encode(), []),  # no line end is left to tell CRLF by
        ("甲,\r\n***\n乙\r\n".encode(), []),  # and here only CRLF are left
        ("\ufeff甲,\n".encode(), []),
        ("\ufeff甲,\n".encode(), ["--output-encoding", "gb18030"]),
        ("汉字,".encode("gb18030"), ["--encoding", "gb18030"]),
        ("汉字,".encode("gb18030"), ["--encoding", "gb18030", "--output-encoding", "utf-8"]),
        ("汉字,\r\n".encode("utf-16"), ["--encoding", "utf-16"]),
        ("我们都知道他说的是什么,也知道为什么。".encode("gb18030") * 9, ["--encoding", "auto"]),
    ],
)
def test_bytes_come_back_as_they_were(here: Path, data: bytes, options: list[str]) -> None:
    (here / "a.txt").write_bytes(data)
    clean("a.txt", "-o", "b.txt", *options)
    assert run("apply", "t.jsonl", "a.txt").stdout_bytes == (here / "b.txt").read_bytes() != data
    assert run("apply", "t.jsonl", "b.txt", "--undo").stdout_bytes == data


def some_file(dice: random.Random) -> tuple[bytes, list[str]]:
    """A file of dirty text in some format and encoding, with the options to read it."""
    kind, encoding = dice.choice(
        (("text", "utf-8"), ("text", "gb18030"), ("text", "utf-16"), ("jsonl", "utf-8"), ("jsonl", "gb18030"))
    )
    texts = ["".join(dice.choice(PIECES) for _ in range(dice.randint(0, 30))) for _ in range(6)]
    if kind == "text":
        text = dice.choice(("", "\ufeff")) + texts[0].replace("\n", dice.choice(("\n", "\r\n")))
    else:
        lines = [json.dumps({"id": 1, "text": text}, ensure_ascii=False) for text in texts] + ["", "bad", '{"text": null}']
        end = dice.choice(("\n", "\r\n"))
        text = "".join(line + end for line in dice.sample(lines, len(lines)))
    options = ["--format", kind, "--encoding", encoding]
    output = dice.choice(("", "", "utf-8", "gb18030"))
    return text.encode(encoding), options + (["--output-encoding", output] if output else [])


PIECES = (
    "办公室工作", "壹個人", "我們都知道", "操作鍺", "“發”和“髮”", "他说", "，", ",", "。", "\"", "&ldquo;", "&nbsp;", "\u200b", "\u3000", " ", "\n", "\r\n",
    "\n随机推荐\n", "\n我要回帖\n", "<p>", "</p>", "文秘部落 ", "\n2、", "\x1b[0m", "锟斤拷",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_files_of_any_kind_come_back_byte_for_byte(here: Path, seed: int) -> None:
    data, options = some_file(random.Random(seed))
    (here / "a").write_bytes(data)
    code = run("clean", "a", "-o", "b", "--trace", "t.jsonl", "-q", *options).exit_code
    assert code in (0, 3)
    if not (here / "t.jsonl").read_bytes():
        return
    assert run("apply", "t.jsonl", "-o", "c").exit_code == code
    assert (here / "c").read_bytes() == (here / "b").read_bytes()
    rejects = ["--rejects", "b.rejects.jsonl"] if code else []
    undone = run("apply", "t.jsonl", "b", "--undo", "-o", "d", *rejects)
    assert (undone.exit_code, (here / "d").read_bytes()) == (0, data)


def test_lines_are_done_again_and_taken_back(here: Path) -> None:
    (here / "a.txt").write_text("甲,\n\n好\r\n乙,丙广告", "utf-8")
    clean("a.txt", "-o", "b.txt", "--format", "lines")
    assert run("apply", "t.jsonl", "a.txt").stdout_bytes == (here / "b.txt").read_bytes()
    assert run("apply", "t.jsonl", "b.txt", "--undo").stdout_bytes == (here / "a.txt").read_bytes()


def test_a_table_is_done_again_and_taken_back(here: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pa.table({"id": [1, 2, 3], "body": ["甲,", None, "好"]})
    parquet.write_table(table, here / "a.parquet")
    clean("a.parquet", "-o", "b.parquet", "--field", "body")
    assert run("apply", "t.jsonl", "b.parquet", "--undo", "-o", "c.parquet").exit_code == 0
    assert parquet.read_table(here / "c.parquet") == table
    assert "to standard output" in run("apply", "t.jsonl", "b.parquet", "--undo").stderr


LINES = b'bad\n{"text":"a,"}\n\nworse\n{"text":"b"}\n{"text":"c,"}\n\xff\n'


def test_records_that_were_set_aside_are_put_back_where_they_stood(here: Path) -> None:
    (here / "a.jsonl").write_bytes(LINES)
    clean("a.jsonl", "-o", "b.jsonl")
    undone = run("apply", "t.jsonl", "b.jsonl", "--undo", "--rejects", "b.jsonl.rejects.jsonl")
    assert (undone.exit_code, undone.stdout_bytes) == (0, LINES)
    without = run("apply", "t.jsonl", "b.jsonl", "--undo", "-o", "c.jsonl")
    assert without.exit_code == 4
    assert "b.jsonl: another file: the trace tells of record 2, which it does not have; if records were set aside" in without.stderr
    assert not (here / "c.jsonl").exists()
    again = run("apply", "t.jsonl", "a.jsonl")
    assert (again.exit_code, again.stdout_bytes) == (3, (here / "b.jsonl").read_bytes())


def spoil(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda here: (here / name).write_text((here / name).read_text("utf-8").replace(old, new), "utf-8") and None


@pytest.mark.parametrize(
    ("prepare", "arguments", "code", "message"),
    [
        (None, ["b.txt"], 4, "b.txt: this is already the cleaned text; --undo takes it back"),
        (None, ["a.txt", "--undo"], 4, "a.txt: this is the original text already; without --undo the edits are done"),
        (None, ["--undo"], 4, "a.txt: this is the original text already"),
        (
            spoil("a.txt", "好", "坏"),
            ["a.txt"],
            4,
            r"a\.txt: another text: the original one of the trace has 21 code points and SHA-256 ",
        ),
        (spoil("t.jsonl", "他", "她"), ["a.txt"], 0, ""),
        (spoil("t.jsonl", '"after": "，"', '"after": "；"'), ["a.txt"], 4, "a.txt: the trace is damaged: its edits do not give"),
        (
            spoil("t.jsonl", '"version": 1', '"version": 2'),
            ["a.txt"],
            4,
            "t.jsonl: line 1: is no trace: its version is 2, and should be 1",
        ),
        (spoil("t.jsonl", "\n", "\n{}\n"), ["a.txt"], 4, "t.jsonl: line 2: is no trace: its format is null"),
        (lambda here: shutil.copy(here / "b.txt", here / "t.jsonl"), ["a.txt"], 4, "t.jsonl: line 1: is no trace: no JSON"),
        (lambda here: (here / "a.txt").unlink(), [], 4, "a.txt: no such file, although t.jsonl names it; name the originals"),
        (lambda here: (here / "t.jsonl").write_text(""), [], 4, "t.jsonl: tells of no text"),
        (
            lambda here: (here / "t.jsonl").write_text((here / "t.jsonl").read_text() * 2),
            [],
            4,
            "line 2: a second trace of the same text",
        ),
        (lambda here: (here / "t.jsonl").unlink(), ["a.txt"], 4, "t.jsonl: No such file"),
        (None, ["a.txt", "-o", "a.txt"], 2, "would overwrite the input a.txt"),
        (None, ["a.txt", "-o", "t.jsonl"], 2, "would overwrite the input t.jsonl"),
        (None, ["a.txt", "--rejects", "b.txt"], 2, "it goes with --undo"),
        (None, ["b.txt", "--undo", "--rejects", "b.txt"], 4, "b.txt: line 1: not what `textclean clean` sets aside"),
        (None, ["a.txt", "--encoding", "utf9"], 2, "unknown encoding 'utf9'"),
    ],
)
def test_what_cannot_be_applied_is_refused_with_what_would_be_right(
    here: Path, prepare: Callable[[Path], Any] | None, arguments: list[str], code: int, message: str
) -> None:
    (here / "a.txt").write_text(TEXT, "utf-8")
    clean("a.txt", "-o", "b.txt")
    if prepare:
        prepare(here)
    before = files(".")
    done = run("apply", "t.jsonl", *arguments)
    assert done.exit_code == code
    assert re.search(message, done.stderr), done.stderr
    assert files(".") == before
    assert code == 0 or done.stdout == ""


def test_a_file_that_may_be_two_of_the_trace_is_asked_for(here: Path) -> None:
    make("in", x__a_txt="甲,", y__a_txt="乙,")
    clean("in", "-o", "out")
    shutil.move("out/x/a.txt", here / "a.txt")
    done = run("apply", "t.jsonl", "a.txt", "--undo")
    assert done.exit_code == 4
    assert "a.txt: it may be in/x/a.txt and in/y/a.txt of the trace" in done.stderr
    make("other", z_txt="丙")
    assert "t.jsonl does not tell of it, but of in/x/a.txt" in run("apply", "t.jsonl", "other/z.txt").stderr


def test_one_text_that_is_refused_leaves_the_others_alone(here: Path) -> None:
    make("in", a_txt="甲,", b_txt="乙,", c_txt="丙,")
    clean("in", "-o", "out")
    (here / "in/b.txt").write_text("丁,", "utf-8")
    done = run("apply", "t.jsonl", "in", "-o", "again")
    assert (done.exit_code, sorted(files("again"))) == (4, ["a.txt", "c.txt"])
    assert "in/b.txt: another text" in done.stderr


def test_what_explain_prints_can_be_applied_too(here: Path) -> None:
    (here / "a.txt").write_text(TEXT, "utf-8")
    told = run("explain", "--config", "toys.toml", "--output-format", "json", "a.txt").stdout
    (here / "t.jsonl").write_text(json.dumps(json.loads(told), indent=1))
    assert run("apply", "t.jsonl").stdout == TOYS(TEXT)


def test_the_examples_of_the_page_run() -> None:
    shown = "\n".join(re.findall(r"```python\n(>>>.*?)```", (DOCS / "trace.md").read_text("utf-8"), re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(shown, {}, "trace.md", "trace.md", 0)
    assert examples.examples
    assert doctest.DocTestRunner(verbose=False).run(examples).failed == 0
