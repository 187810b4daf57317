"""The pages are true: every command of each is run, the start and the recipes block by block; the Chinese README says what the English does."""

import doctest
import gzip
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import textclean
from tests.test_readme import README
from textclean import registry
from textclean.cli import cli
from textclean.config import parse

ROOT = Path(__file__).parent.parent
CHINESE = (ROOT / "README.zh.md").read_text("utf-8")

# A command or program, what it needs that may not be there, and what the page shows of it.
BLOCK = re.compile(
    r"(?:^\*Needs (?P<needs>[^*]+):\*\n\n)?"
    r"^```(?P<kind>sh|python)\n(?P<code>.*?)^```\n"
    r"(?:\n```text\n(?P<shown>.*?)^```\n)?",
    re.M | re.S,
)

PAGES = {path.name: path for path in [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md"))]}
WALKED = ["start.md", "recipes.md"]
"""Pages whose blocks are run as they stand, with what they print; of the others each command is run, and must not fail."""

NOT_RUN = {
    "make demo": "sets up an environment over a network; .ci/run does it",
    "make test": "sets up an environment over a network, and runs this very test; .ci/run does it",
    "make docs": "sets up an environment over a network; where that is at hand, a test below builds the site",
    "make bench CORPUS=folder": "installs other tools over a network",
    "python3 -m venv .venv && .venv/bin/pip install .": "wants a network",
    "uv venv && uv pip install '.[dev]'": "wants uv and a network",
    "uv run --no-sync textclean clean 'fixtures/documents/*.raw.txt' --output demo --by-rule": "wants uv",
    "uv run --no-sync pytest": "wants uv, and runs this very test",
    "pip install 'textclean-zh[ray]'": "wants a network",
    "pip install 'textclean-zh[serve]'": "wants a network",
    "textclean clean crawl/ -o clean/ --engine ray": "wants Ray; tests/hosts/test_ray.py runs the like",
    "textclean serve": "does not end by itself, and opens a browser; tests/test_serve.py runs it",
    "textclean serve --port 8080 --no-open": "does not end by itself; tests/test_serve.py runs it",
    "python -m tests.figures.learn": "takes many minutes",
    "python -m tests.figures.learn --alone": "takes many minutes",
    "python -m tests.figures.learn --literals": "takes minutes",
    "python -m tests.figures.learn --memory-figure": "writes a gigabyte, and takes minutes",
}
"""Commands that the pages show and no test runs, each with the reason. What wants a package that is not installed is not run either."""

PROGRAMS = {
    "README.md": "here",
    "README.zh.md": "here",
    "encodings.md": "here",
    "start.md": "here",
    "recipes.md": "here",
    "trace.md": "tests/test_apply.py",
    "duplicates.md": "tests/test_readme.py",
    "writing-a-cleaner.md": "tests/test_readme.py",
    "adapters.md": "tests/hosts",
    "formats.md": "not run: they want trafilatura and resiliparse, which no other test needs",
    "design.md": "not run: a sketch of the classes",
}
"""Where the programs of a page are run."""
KINDS = {"sh", "python", "text", "toml", "json", "yaml", "ini"}


def test_the_before_gives_the_after():
    """Text for text, and the same text as in English."""
    before, after = shown = re.findall(r"```text\n(.*?)```", CHINESE, re.S)[:2]
    assert textclean.clean(before) == after
    assert shown == re.findall(r"```text\n(.*?)```", README, re.S)[:2]


@pytest.mark.parametrize("name", ["README.zh.md", "encodings.md"])
def test_the_examples_run(name: str):
    """As doctests."""
    shown = "\n".join(re.findall(r"```python\n(>>>.*?)```", PAGES[name].read_text("utf-8"), re.S))
    examples = doctest.DocTestParser().get_doctest(shown, {}, name, name, 0)
    assert examples.examples
    assert doctest.DocTestRunner(verbose=False).run(examples).failed == 0


def test_both_readmes_have_the_same_code():
    """It differs in its comments only, and each command is one."""

    def code(page: str) -> list[str]:
        blocks = re.findall(r"^```\w*\n(.*?)^```", page, re.S | re.M)
        return [re.split(r"  +", line)[0] for block in blocks for line in block.splitlines()]

    assert code(CHINESE) == code(README)
    for words in re.findall(r"^textclean (\w+)", CHINESE, re.M):
        assert words in cli.every()


def test_both_readmes_tell_the_same_figures_and_pages():
    """What the English one claims or leads to, the Chinese one does too."""

    def claims(page: str) -> list[str]:
        return sorted(re.findall(r"\b\d\.\d\b", page))

    def links(page: str) -> set[str]:
        return set(re.findall(r"\]\(([^)]+)\)", page))

    assert claims(CHINESE) == claims(README)
    assert links(README) - {"README.zh.md"} <= links(CHINESE)
    assert all((ROOT / link).exists() for link in links(CHINESE))


def surroundings(folder: Path) -> tuple[Path, dict[str, str]]:
    """An empty folder to run in, and an environment in which `python` and `textclean` are those of this run."""
    commands, work = folder / "commands", folder / "work"
    commands.mkdir()
    work.mkdir()
    for name, words in {"python": [sys.executable], "textclean": [sys.executable, "-m", "textclean"]}.items():
        (commands / name).write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', "utf-8")
        (commands / name).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR"}}
    environment["PATH"] = os.pathsep.join([str(commands), os.environ["PATH"]])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment["PYTHONIOENCODING"] = "utf-8"
    return work, environment


def runs(page: str, folder: Path) -> Iterator[tuple[re.Match[str], str]]:
    """Each block that can be run here, in order and all in one folder, with what it printed on both channels."""
    work, environment = surroundings(folder)
    for block in BLOCK.finditer(page):
        module = re.fullmatch(r"`(\w+)`", block["needs"] or "")
        if block["needs"] and not (module and importlib.util.find_spec(module[1])):
            continue
        words = ["sh", "-c"] if block["kind"] == "sh" else [sys.executable, "-c"]
        done = subprocess.run(
            [*words, block["code"]], cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300
        )
        printed = done.stdout.decode()
        assert done.returncode == 0, f"{block['code']}\n{printed}"
        yield block, printed


@pytest.mark.skipif(not (shutil.which("sh") and shutil.which("iconv")), reason="needs a shell and iconv")
@pytest.mark.parametrize("name", WALKED)
def test_what_a_page_shows_is_what_comes_out(name: str, tmp_path: Path):
    """Block by block, and no fence is overlooked; a block without output shows none."""
    page = (ROOT / "docs" / name).read_text("utf-8")
    assert len(re.findall("^```", page, re.M)) == sum(2 if block["shown"] is None else 4 for block in BLOCK.finditer(page))
    for block, printed in runs(page, tmp_path):
        assert printed == (block["shown"] or ""), block["code"]


def fences(page: str) -> list[tuple[str, str]]:
    """The blocks between fences, each with its kind."""
    return re.findall(r"^```([^\n]*)\n(.*?)^```$", page, re.M | re.S)


def commands_of(page: str) -> list[str]:
    """The commands of a page's shell blocks, one by one, without the comments behind them."""
    found = []
    for kind, code in fences(page):
        for line in code.replace("\\\n", "").splitlines() if kind == "sh" else ():
            command = re.split(r"\s+# ", line)[0].strip()
            if command and not command.startswith("# "):
                found.append(command)
    return found


def stage(work: Path) -> None:
    """The files that the pages speak of, as small as they can be."""
    dirty = "首页>新闻>正文\n今年汛期,没有人请假。水位最高的那天,大家把沙袋背上堤,一直干到天亮。\n事后总结經验,就是早看,早报...\n我要回帖\n"
    for name in ["page.txt", "notes.txt", "corpus/a.txt", "corpus/b/c.txt", "patched-together.txt"]:
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(dirty, "utf-8")
    (work / "old").mkdir()
    (work / "old/a.txt").write_bytes(dirty.replace("經", "经").encode("gbk"))
    with (work / "patched-together.txt").open("ab") as file:
        file.write(dirty.replace("經", "经").encode("gbk"))
    for name, field in {"corpus/d.jsonl": "text", "dump.jsonl": "content", "in.jsonl": "body", "pages.jsonl": "text"}.items():
        record = {"id": 1, "url": "https://www.example.cn/1", field: dirty}
        (work / name).write_text(json.dumps(record, ensure_ascii=False) + "\n", "utf-8")
    (work / "dump.jsonl.gz").write_bytes(gzip.compress((work / "dump.jsonl").read_bytes()))
    (work / "in.csv").write_text('id,body\n007,"今年汛期,没有人请假。"\n', "utf-8")
    (work / "extract.py").write_text('print(\'{"id": "a.html", "text": "好,走。"}\')\n', "utf-8")
    if importlib.util.find_spec("pyarrow"):
        import pyarrow
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.table({"id": ["007"], "body": [dirty]}), work / "in.parquet")
    (work / "fixtures").symlink_to(ROOT / "fixtures")
    (work / ".venv/bin").mkdir(parents=True)
    (work / ".venv/bin/python").symlink_to(work.parent / "commands/python")


def wants(command: str) -> str | None:
    """Why a command cannot be run here; None if it can."""
    packages = re.findall(r"import (\w+);", command) + re.findall(r"\b\w+\.(parquet)\b", command)
    packages = ["pyarrow" if package == "parquet" else package for package in packages]
    missing = [package for package in packages if not importlib.util.find_spec(package)]
    return NOT_RUN.get(command) or (f"wants {', '.join(missing)}" if missing else None)


@pytest.mark.skipif(not all(map(shutil.which, ["sh", "gzip", "zcat"])), reason="needs a shell and gzip")
@pytest.mark.parametrize("name", [name for name in PAGES if name not in WALKED and commands_of(PAGES[name].read_text("utf-8"))])
def test_every_command_of_a_page_is_run(name: str, tmp_path: Path):
    """In the order of the page and all in one folder, unless the list says why not; `check` may find something."""
    work, environment = surroundings(tmp_path)
    stage(work)
    for command in commands_of(PAGES[name].read_text("utf-8")):
        if wants(command):
            continue
        done = subprocess.run(
            ["sh", "-c", command], cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120
        )
        assert done.returncode in ([0, 1] if command.startswith("textclean check") else [0]), f"{command}\n{done.stdout.decode()}"


def test_what_is_not_run_is_on_a_page():
    """A reason for a command that nobody is shown any more goes; of the pages that are walked, blocks that are left out say why."""
    shown = {command for page in PAGES.values() for command in commands_of(page.read_text("utf-8"))}
    assert set(NOT_RUN) <= shown


@pytest.mark.parametrize("name", PAGES)
def test_every_block_says_what_it_is(name: str):
    """A block without a kind might be a command that nobody runs; a page with programs says where they are run."""
    blocks = fences(PAGES[name].read_text("utf-8"))
    assert {kind for kind, _ in blocks} <= KINDS
    assert (name in PROGRAMS) == any(kind == "python" for kind, _ in blocks)
    assert not [code for kind, code in blocks if kind == "text" and re.match(r"(\$ )?(textclean|python3?|make|pip) \S", code)]


@pytest.mark.parametrize("name", PAGES)
def test_commands_inside_sentences_are_commands(name: str):
    """Of `textclean …` the command and its options exist, of `python -m …` the module and its options, of `make …` the target."""
    prose = re.sub(r"^```.*?^```$", "", PAGES[name].read_text("utf-8"), flags=re.M | re.S)
    targets = re.findall(r"^(?:\.PHONY: )?([a-z -]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    for shown in re.findall(r"`([^`]+)`", prose):
        first, *words = shown.replace("…", "").split() or [""]
        options = [word.partition("=")[0] for word in words if word.startswith("--")]
        if first == "textclean" and words and re.fullmatch("[a-z]+", words[0]):
            command = cli.every()[words[0]]
            known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
            assert set(options) <= known | {"--help"}, shown
        elif [first, *words[:1]] == ["python", "-m"]:
            found = importlib.util.find_spec(words[1])
            assert found and found.origin, shown
            source = "".join(path.read_text("utf-8") for path in Path(found.origin).parent.glob("*.py"))
            assert all(option in source for option in options), shown
        elif first == "make" and words:
            assert words[0] in " ".join(targets).split(), shown


@pytest.mark.parametrize("name", ["presets.md", "serve.md", "learn.md"])
def test_the_configuration_of_a_page_can_be_used(name: str):
    """Its names and options are known."""
    shown = [code for kind, code in fences(PAGES[name].read_text("utf-8")) if kind == "toml" and code.startswith("extends")]
    assert shown
    for code in shown:
        assert parse(code).rows


@pytest.mark.skipif(not all(map(importlib.util.find_spec, ["mkdocs", "material"])), reason="needs the extra docs")
def test_the_site_is_built_without_warnings(tmp_path: Path):
    """With a page for each cleaner, and every link looked at."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
    assert done.returncode == 0 and b"WARNING" not in done.stdout, done.stdout.decode()
    assert {path.stem for path in (tmp_path / "cleaners").glob("*.html")} == set(registry.names())


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_program_of_the_readme_runs(name: str):
    """The one that is no session, with some text."""
    programs = [code for kind, code in fences(PAGES[name].read_text("utf-8")) if kind == "python" and not code.startswith(">>>")]
    assert programs
    for program in programs:
        exec(compile(program, name, "exec"), {"text": "好,走。"})


def test_the_table_of_the_first_page_is_true():
    """What came gives what was written; ⏎ stands for a line break."""
    page = (ROOT / "docs" / "index.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", page, re.M)
    assert len(rows) == 4
    for came, written in rows:
        assert textclean.clean(came.replace("⏎", "\n")) == written


def test_the_site_has_every_page():
    """Each once, and none that is not there."""
    nav = re.findall(r"^ +- .+: (\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M)
    docs = ROOT / "docs"
    assert sorted(nav) == sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
