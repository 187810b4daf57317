"""The generated parts of the documentation: `python -m textclean.reference [--check] [FOLDER]`. Knows pages, not their prose.

A generated part stands between two comments, of which the first names it; everything else in a page is written by hand:

    <!-- generated: help clean -->
    <!-- end generated -->
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from textclean import registry
from textclean.cli import cli
from textclean.config import preset_names, read_preset
from textclean.console import Commands
from textclean.core.cleaner import covers
from textclean.core.errors import InputError, unknown
from textclean.report.pages import options_of, page

_PART = re.compile(r"(<!-- generated: (?P<name>[^\n]+?) -->\n).*?(<!-- end generated -->)", re.S)
_WIDTH = 96


def parts() -> Mapping[str, Callable[[], str]]:
    """What can be generated: `help` and a command's words give its `--help`; `cleaner` and a name its page; `preset`, its rows;
    `options`, what can be set."""
    helps = {" ".join(["help", *words]): _help_of(command, words) for words, command in _commands(cli, ())}
    cleaners = {f"cleaner {name}": _page_of(name) for name in registry.names()}
    presets = {f"preset {name}": _rows_of(name) for name in preset_names()}
    return helps | cleaners | presets | {"options": _options}


def _page_of(name: str) -> Callable[[], str]:
    return lambda: f"```text\n{page(registry.cleaner(name))}```\n"


def _rows_of(name: str) -> Callable[[], str]:
    def text() -> str:
        config = read_preset(name)
        kept = [row for row in config.rows if not covers(config.disable, row.name)]
        rows = [
            f"| {k} | `{row.name}` | {registry.cleaner(row.name).safety} | {html.escape(row.why, quote=False)} |"
            for k, row in enumerate(kept, 1)
        ]
        without = f"\nWithout {', '.join(f'`{rule}`' for rule in config.disable)}.\n" if config.disable else ""
        options = [f"`{row.name}`: {k} = {v!r}" for row in config.rows for k, v in row.options.items()]
        told = f"\nOptions that differ: {', '.join(options)}.\n" if options else ""
        script = f"\nScript: {config.script}.\n"
        return "\n".join(["| | cleaner | safety | why here |", "|---|---|---|---|", *rows]) + "\n" + script + without + told

    return text


def _options() -> str:
    rows = [
        f"| `{name}` | `{option}` | `{default}` | {types.replace('|', '/')} |"
        for name in registry.names()
        for option, types, default in options_of(registry.cleaner(name))
    ]
    return "\n".join(["| cleaner | option | default | values |", "|---|---|---|---|", *rows]) + "\n"


def refreshed(page: str) -> str:
    """`page` with its generated parts as they should be. Raises ConfigError for a part that nobody generates.

    >>> "Usage: textclean clean" in refreshed("<!-- generated: help clean -->\\n<!-- end generated -->")
    True
    """
    known = parts()

    def fill(match: re.Match[str]) -> str:
        if match["name"] not in known:
            raise unknown("generated part", match["name"], known)
        return f"{match[1]}{known[match['name']]()}{match[3]}"

    return _PART.sub(fill, page)


def stale(folder: Path) -> list[Path]:
    """The pages below `folder` whose generated parts are not as they should be. Raises InputError if there is no page."""
    paths = sorted(folder.rglob("*.md"))
    if not paths:
        raise InputError(f"{folder}: holds no *.md")
    return [path for path in paths if refreshed(text := path.read_text("utf-8")) != text]


def main(arguments: list[str]) -> int:
    """Rewrite what is stale; with `--check` only name it, and give 1 if there is any."""
    check = "--check" in arguments
    [folder] = [argument for argument in arguments if argument != "--check"] or ["docs"]
    found = stale(Path(folder))
    for path in found:
        print(f"{path}: {'stale' if check else 'rewritten'}")
        if not check:
            path.write_text(refreshed(path.read_text("utf-8")), "utf-8")
    return 1 if check and found else 0


def _commands(command: click.Command, words: tuple[str, ...]) -> list[tuple[tuple[str, ...], click.Command]]:
    """A command and those below it, each with the words that call it."""
    found = [(words, command)]
    if isinstance(command, Commands):
        for name, child in command.every().items():
            found += _commands(child, (*words, name))
    return found


def _help_of(command: click.Command, words: tuple[str, ...]) -> Callable[[], str]:
    def text() -> str:
        context = click.Context(
            command,
            info_name=" ".join(["textclean", *words]),
            terminal_width=_WIDTH,
            max_content_width=_WIDTH,
            help_option_names=["-h", "--help"],
        )
        return f"```text\n{command.get_help(context)}\n```\n"

    return text
