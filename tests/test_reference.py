"""The generated parts of the documentation are fresh, and every command and option is in it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from textclean import reference, registry
from textclean.cli import cli
from textclean.config import preset_names
from textclean.core.errors import ConfigError

DOCS = Path(__file__).parent.parent / "docs"


def test_the_generated_parts_are_fresh() -> None:
    assert reference.stale(DOCS) == [], "run: python -m textclean.reference"


def test_a_stale_part_is_seen_and_rewritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- generated: help rules -->\nold\n<!-- end generated -->\nafter\n")
    assert reference.main(["--check", str(tmp_path)]) == 1
    assert "old" in page.read_text()
    assert reference.main([str(tmp_path)]) == 0
    assert page.read_text().startswith("before\n<!-- generated: help rules -->\n```\nUsage: textclean rules")
    assert page.read_text().endswith("<!-- end generated -->\nafter\n")
    assert reference.main(["--check", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{page}: stale", f"{page}: rewritten"]


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(ConfigError, match="did you mean 'help rules'"):
        reference.refreshed("<!-- generated: help rulez -->\n<!-- end generated -->")


def commands(command: click.Command, words: str) -> list[tuple[str, click.Command]]:
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [(words, command)] + [found for name, child in below for found in commands(child, f"{words} {name}")]


@pytest.mark.parametrize(
    ("words", "command"), commands(cli, "textclean"), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_option_has_help_and_is_documented(words: str, command: click.Command) -> None:
    page = (DOCS / "command.md").read_text("utf-8")
    assert command.help
    assert words in page
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help
            assert option.opts[-1] in page


@pytest.mark.parametrize("name", registry.names())
def test_every_cleaner_option_and_rule_is_documented(name: str) -> None:
    page = (DOCS / "cleaners.md").read_text("utf-8")
    section = page.partition(f"### {name}\n")[2].partition("\n### ")[0]
    assert section, f"docs/cleaners.md has no section '### {name}'"
    kind = registry.cleaner(name)
    for told in [*kind().options, *(f"{name}.{rule}" for rule in kind.rules)]:
        assert told in section


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_documented(name: str) -> None:
    assert f"<!-- generated: preset {name} -->" in (DOCS / "presets.md").read_text("utf-8")


def test_the_readme_names_what_exists() -> None:
    """Commands in the README are commands, and its example gives what it says."""
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    for words in re.findall(r"^textclean (\w+)", readme, re.M):
        assert words in cli.commands  # type: ignore[attr-defined]
