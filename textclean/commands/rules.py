"""The command `textclean rules`: the cleaners there are, and the page of each."""

from __future__ import annotations

import sys

import click

from textclean import registry
from textclean.commands._options import Choice, color_option, pipeline_options, put
from textclean.console import is_terminal, wants_color, width
from textclean.core.cleaner import Cleaner

_UNBOUNDED = 10_000
"""Cells in which nothing is wrapped."""


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@pipeline_options
@color_option
def rules(
    name: str | None,
    choice: Choice,
    color: bool | None,
) -> None:
    """List the cleaners, or show one's page.

    The list has the cleaners of the pipeline in the order in which they work.
    A page tells what the cleaner promises, its options with types and defaults, and the rules it signs with.
    """
    from textclean.report.pages import overview, page

    if name:
        put(page(_cleaner_with(name)))
    else:
        # Read by a program, each cleaner has one line.
        put(overview(choice.pipeline(), color=wants_color(color), width=width() if is_terminal(sys.stdout) else _UNBOUNDED))


def _cleaner_with(name: str) -> type[Cleaner]:
    """The class called `name`, or that has a rule called so."""
    room, _, rest = name.partition(".")
    owner = f"{room}.{rest.partition('.')[0]}"
    if owner != name and owner in registry.names() and name.removeprefix(owner + ".") in registry.cleaner(owner).rules:
        return registry.cleaner(owner)
    return registry.cleaner(name)
