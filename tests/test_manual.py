"""The pages for newcomers are true: the Chinese README, and every block of the start and of the recipes, run as it stands."""

import doctest
import importlib.util
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
from textclean.cli import cli

ROOT = Path(__file__).parent.parent
CHINESE = (ROOT / "README.zh.md").read_text("utf-8")

# A command or program, what it needs that may not be there, and what the page shows of it.
BLOCK = re.compile(
    r"(?:^\*Needs (?P<needs>[^*]+):\*\n\n)?"
    r"^```(?P<kind>sh|python)\n(?P<code>.*?)^```\n"
    r"(?:\n```text\n(?P<shown>.*?)^```\n)?",
    re.M | re.S,
)


def test_the_before_gives_the_after():
    """Text for text, and the same text as in English."""
    before, after = shown = re.findall(r"```text\n(.*?)```", CHINESE, re.S)[:2]
    assert textclean.clean(before) == after
    assert shown == re.findall(r"```text\n(.*?)```", README, re.S)[:2]


def test_the_examples_run():
    """As doctests."""
    shown = "\n".join(re.findall(r"```python\n(>>>.*?)```", CHINESE, re.S))
    examples = doctest.DocTestParser().get_doctest(shown, {}, "README.zh.md", "README.zh.md", 0)
    assert examples.examples
    assert doctest.DocTestRunner(verbose=False).run(examples).failed == 0


def test_both_readmes_have_the_same_code():
    """It differs in its comments only, and each command is one."""

    def code(page: str) -> list[str]:
        blocks = re.findall(r"^```\w*\n(.*?)^```", page, re.S | re.M)
        return [re.split(r"  +", line)[0] for block in blocks for line in block.splitlines()]

    assert code(CHINESE) == code(README)
    for words in re.findall(r"^textclean (\w+)", CHINESE, re.M):
        assert words in cli.commands


def test_both_readmes_tell_the_same_figures_and_pages():
    """What the English one claims or leads to, the Chinese one does too."""

    def claims(page: str) -> list[str]:
        return sorted(re.findall(r"\b\d\.\d\b", page))

    def links(page: str) -> set[str]:
        return set(re.findall(r"\]\(([^)]+)\)", page))

    assert claims(CHINESE) == claims(README)
    assert links(README) - {"README.zh.md"} <= links(CHINESE)
    assert all((ROOT / link).exists() for link in links(CHINESE))


def runs(page: str, folder: Path) -> Iterator[tuple[re.Match[str], str]]:
    """Each block that can be run here, in order and all in one folder, with what it printed on both channels."""
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
    for block in BLOCK.finditer(page):
        module = re.fullmatch(r"`(\w+)`", block["needs"] or "")
        if block["needs"] and not (module and importlib.util.find_spec(module[1])):
            continue
        words = ["sh", "-c"] if block["kind"] == "sh" else [str(commands / "python"), "-c"]
        done = subprocess.run(
            [*words, block["code"]], cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300
        )
        printed = done.stdout.decode()
        assert done.returncode == 0, f"{block['code']}\n{printed}"
        yield block, printed


@pytest.mark.skipif(not (shutil.which("sh") and shutil.which("iconv")), reason="needs a shell and iconv")
@pytest.mark.parametrize("name", ["start.md", "recipes.md"])
def test_what_a_page_shows_is_what_comes_out(name: str, tmp_path: Path):
    """Block by block, and no fence is overlooked; a block without output shows none."""
    page = (ROOT / "docs" / name).read_text("utf-8")
    assert len(re.findall("^```", page, re.M)) == sum(2 if block["shown"] is None else 4 for block in BLOCK.finditer(page))
    for block, printed in runs(page, tmp_path):
        assert printed == (block["shown"] or ""), block["code"]


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
