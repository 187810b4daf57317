"""The command `textclean check`: what would change, told line by line."""

from __future__ import annotations

import click

from textclean.commands._options import (
    Choice,
    Reading,
    cleaned,
    color_option,
    input_options,
    named_sources,
    new_faults,
    paths_argument,
    pipeline_options,
    put,
    quiet_option,
    shape_option,
)
from textclean.console import CHANGES, Watch, say, wants_color
from textclean.formats.jsonl import json_line
from textclean.report.check import Remark, remarks
from textclean.report.visible import visible


@click.command()
@paths_argument
@pipeline_options
@input_options
@shape_option
@color_option
@quiet_option
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[str, ...],
    choice: Choice,
    reading: Reading,
    shape: str,
    color: bool | None,
    quiet: bool,
) -> None:
    """Tell what clean would change; write nothing.

    Exits with 1 if anything would change. One line for each edit and each finding: path:line:column rule what-becomes-what. In
    JSONL the two numbers are the line of the record and the code point of its text. All count from 1.
    """
    pipeline = choice.pipeline()
    watch = Watch(pipeline, new_faults())
    colored = wants_color(color)
    for item in cleaned(named_sources(paths), reading, watch):
        document, result = item
        if result.changed or not document.faithful:
            watch.faults.note(CHANGES)
        if not document.faithful:
            told = f"{document.note}; clean would write one encoding" if document.note else ""
            told = told or f"holds bytes that are not {reading.encoding.name}; clean would write U+FFFD"
            say(f"{watch.place(document.number)}: {told}")
        for remark in remarks(result, pipeline, document.place):
            name = watch.place(None)
            put(json_line(remark.as_object(name, document.number)) if shape == "json" else _remark_line(name, remark, colored))
    if not quiet:
        say(watch.tally.sentence("would change"))
    ctx.exit(watch.faults.code)


def _remark_line(name: str, remark: Remark, color: bool) -> str:
    place, rules = f"{visible(name)}:{remark.line}:{remark.column}", visible(",".join(remark.rules))
    if color:
        place, rules = click.style(place, bold=True), click.style(rules, fg="cyan")
    return f"{place} {rules} {remark.message}\n"
