"""The commands `textclean config`: show, begin or check a configuration."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from textclean._version import __version__
from textclean.commands._options import Choice, pipeline_options, put
from textclean.config import SCRIPTS, preset_names, read, to_toml
from textclean.console import Commands, say
from textclean.core.errors import ConfigError
from textclean.report.tally import counted
from textclean.report.visible import visible
from textclean.run.selection import DEFAULT_PRESET


@click.group(cls=Commands)
def config() -> None:
    """Show, begin or check a configuration."""


@config.command("show")
@pipeline_options
def show(choice: Choice) -> None:
    """Print the resolved configuration as TOML, with versions and the fingerprint. It can be given to --config."""
    pipeline = choice.pipeline()
    lines = [
        f"textclean {__version__}, {choice.file or 'preset ' + (choice.preset or DEFAULT_PRESET)}",
        f"fingerprint {pipeline.fingerprint()}",
        *(f"{step.name} reads {table} {version}" for step in pipeline.steps for table, version in sorted(step.versions().items())),
        *_clashes(),
    ]
    put("".join(f"# {visible(line)}\n" for line in lines) + "\n" + to_toml(pipeline))


def _clashes() -> Iterator[str]:
    """Distributions that overwrite each other's files. Told from their names: importing either would tell nothing."""
    shared = [name for name in ("opencc-python-reimplemented", "opencc", "opencc-py") if _is_installed(name)]
    if len(shared) > 1:
        yield f"CLASH: {' and '.join(shared)} are installed and share a folder, so that each may hold files of the other;"
        yield f"       to mend it: pip uninstall {' '.join(shared)}, then install the one you want"


def _is_installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True


@config.command("init")
@click.argument("path", default="textclean.toml", metavar="[PATH|-]")
def init(path: str) -> None:
    """Write a commented configuration to start from, textclean.toml by default. A file that exists is left alone."""
    text = _STARTER.format(presets=", ".join(preset_names()) or DEFAULT_PRESET, scripts=", ".join(SCRIPTS), default=DEFAULT_PRESET)
    if path == "-":
        put(text)
        return
    try:
        with Path(path).open("xb") as file:
            file.write(text.encode())
    except FileExistsError:
        raise ConfigError(f"{path}: exists already; give another name, or - to print") from None
    say(f"{path}: written; use it with --config {path}")


@config.command("check")
@click.argument("file", metavar="FILE")
def check_config(file: str) -> None:
    """Tell whether a configuration can be used; if not, what is wrong and what would be right."""
    pipeline = read(Path(file)).build()
    put(f"{visible(file)}: {counted(len(pipeline.steps), 'cleaner')}, fingerprint {pipeline.fingerprint()}\n")


_STARTER = """\
# A configuration for textclean: textclean clean --config THIS-FILE ...
# Every key may be left out but one of `extends` and [[cleaner]].

# What to begin with: a preset ({presets}), or another file, relative to this one.
extends = "{default}"

# The script of the result: {scripts}.
script = "simplified"

# Rooms, cleaners and rules to leave out; `textclean rules` lists them.
disable = []

# Options of a cleaner; `textclean rules NAME` shows which it has.
# [options."unify.script"]
# script = "keep"

# A cleaner more, and where it stands; without `before` it comes last.
# [[cleaner]]
# name = "my.cleaner"
# why = "what it is for"
# before = "unify.script"
"""
