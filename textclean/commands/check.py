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
)
from textclean.console import CHANGES, say, wants_color
from textclean.formats.jsonl import json_line
from textclean.report.check import Remark, remarks
from textclean.report.marks import Passages
from textclean.report.tally import counted
from textclean.report.visible import visible
from textclean.watch import Watch


@click.command()
@paths_argument
@pipeline_options
@input_options
@click.option(
    "--output-format",
    "shape",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, a JSON object a line, or annotations of GitHub Actions.",
)
@click.option("--marks/--no-marks", default=True, help="Heed comments that say `textclean: off`, `on`, `ignore`; by default yes.")
@color_option
@quiet_option
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[str, ...],
    choice: Choice,
    reading: Reading,
    shape: str,
    marks: bool,
    color: bool | None,
    quiet: bool,
) -> None:
    """Tell what clean would change; write nothing.

    Exits with 1 if anything would change that no mark says to leave. One line for each edit and each finding: path:line:column
    rule what-becomes-what. In JSONL the two numbers are the line of the record and the code point of its text. All count from 1.
    """
    pipeline = choice.pipeline()
    watch = Watch(pipeline, new_faults())
    colored = wants_color(color)
    left = 0
    for item in cleaned(named_sources(paths), reading, watch):
        document, result = item
        if not document.faithful:
            watch.faults.note(CHANGES)
            told = f"{document.note}; clean would write one encoding" if document.note else ""
            told = told or f"holds bytes that are not {reading.encoding.name}; clean would write U+FFFD"
            say(f"{watch.place(document.number)}: {told}")
        # A record is no page that somebody writes comments into, but may be one that somebody fetched.
        passages = Passages(result.original if marks and document.number is None else "")
        for remark in remarks(result, pipeline, document.place):
            if passages.hold(remark.start, remark.end, remark.rules):
                left += 1
                continue
            if remark.after is not None:
                watch.faults.note(CHANGES)
            put(_told(remark, watch.place(None), document.number, shape, colored))
    if not quiet:
        say(watch.tally.sentence("would change") + (f"; {counted(left, 'place')} left as marked" if left else ""))
    ctx.exit(watch.faults.code)


def _told(remark: Remark, name: str, record: int | None, shape: str, color: bool) -> str | bytes:
    if shape == "json":
        return json_line(remark.as_object(name, record))
    return f"{remark.as_annotation(name, record)}\n" if shape == "github" else _remark_line(name, remark, color)


def _remark_line(name: str, remark: Remark, color: bool) -> str:
    place, rules = f"{visible(name)}:{remark.line}:{remark.column}", visible(",".join(remark.rules))
    if color:
        place, rules = click.style(place, bold=True), click.style(rules, fg="cyan")
    return f"{place} {rules} {remark.message}\n"
