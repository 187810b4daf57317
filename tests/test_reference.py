"""The generated parts of the documentation are fresh, and every command and option is in it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from tests.material import fixture
from textclean import reference, registry
from textclean.cli import cli
from textclean.config import preset_names
from textclean.console import Commands
from textclean.core.errors import ConfigError
from textclean.reference import cleaners
from textclean.report.visible import visible

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_the_generated_parts_are_fresh() -> None:
    assert reference.stale(DOCS) == [], "run: python -m textclean.reference"


def test_a_stale_part_is_seen_and_rewritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- generated: help rules -->\nold\n<!-- end generated -->\nafter\n")
    assert reference.main(["--check", str(tmp_path)]) == 1
    assert "old" in page.read_text()
    assert reference.main([str(tmp_path)]) == 0
    assert page.read_text().startswith("before\n<!-- generated: help rules -->\n```text\nUsage: textclean rules")
    assert page.read_text().endswith("<!-- end generated -->\nafter\n")
    assert reference.main(["--check", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{page}: stale", f"{page}: rewritten"]


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(ConfigError, match="did you mean 'help rules'"):
        reference.refreshed("<!-- generated: help rulez -->\n<!-- end generated -->")


def commands(command: click.Command, words: str) -> list[tuple[str, click.Command]]:
    below = command.every().items() if isinstance(command, Commands) else ()
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


@pytest.mark.parametrize("name", registry.names())
def test_the_page_of_a_cleaner_tells_all_there_is(name: str) -> None:
    """Rules, options, cases of every kind, and nothing that cannot be seen."""
    kind, page = registry.cleaner(name), cleaners.page(name, ROOT)
    for told in [*(f"`{option}`" for option in kind().options), *(f"`{name}.{rule}`" for rule in kind.rules)]:
        assert f"| {told} |" in page
    failures = [case for case in fixture(name) if case.section == "known failures"]
    assert page.count(">should become<") == len(failures)
    assert 0 < page.count(">after<") <= cleaners.HANDFUL
    assert "## Place in the presets\n" in page
    assert all(visible(line) == line for line in page.split("\n"))
    assert page.count("<div") == page.count("</div>") and page.count("<pre") == page.count("</pre>")


def test_a_page_shows_what_goes_and_what_comes() -> None:
    page = cleaners.page("repair.controls", ROOT)
    assert "小<del>⟨ZWSP⟩</del>满今<del>⟨ZWSP⟩</del>天没来。" in page
    assert '<pre lang="zh">小满今天没来。</pre>' in page


def test_every_cleaner_is_in_a_room_of_the_site() -> None:
    assert [name for names in cleaners.by_room().values() for name in names] == list(registry.names())


def test_the_overview_and_the_presets_lead_to_the_pages() -> None:
    overview = cleaners.linked((DOCS / "cleaners.md").read_text("utf-8"))
    order = cleaners.linked((DOCS / "presets.md").read_text("utf-8"))
    for name in registry.names():
        section = overview.partition(f"### {name}\n")[2].partition("\n### ")[0]
        assert f"(cleaners/{name}.md)" in section and "```" not in section
    assert "| 2 | [`repair.controls`](cleaners/repair.controls.md) |" in order


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_documented(name: str) -> None:
    assert f"<!-- generated: preset {name} -->" in (DOCS / "presets.md").read_text("utf-8")


def test_the_readme_names_what_exists() -> None:
    """Commands in the README are commands, and its example gives what it says."""
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    for words in re.findall(r"^textclean (\w+)", readme, re.M):
        assert words in cli.every()
