"""The command `textclean explain`: each edit of a file in its place, with its reason."""

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
    pipeline_options,
    put,
    shape_option,
)
from textclean.console import say, wants_color, width
from textclean.core.cleaner import covers
from textclean.core.errors import ConfigError, InputError, unknown
from textclean.core.pipeline import Pipeline
from textclean.formats.jsonl import json_line
from textclean.run.work import Done
from textclean.watch import Watch


@click.command()
@click.argument("path", default="-", metavar="[PATH|-]")
@click.option("--rule", metavar="NAME", default="", help="Only edits and findings of this rule, cleaner or room.")
@click.option("--record", metavar="N", type=click.IntRange(min=1), help="Only the record in line N of a JSONL file.")
@pipeline_options
@input_options
@shape_option
@color_option
@click.pass_context
def explain(
    ctx: click.Context,
    path: str,
    rule: str,
    record: int | None,
    choice: Choice,
    reading: Reading,
    shape: str,
    color: bool | None,
) -> None:
    """Show each edit in its place, and why.

    The text with its edits comes first, then rule by rule what each did. Without colour, [-this-] is removed, {+that+} put in,
    and [?these?] are seen and left alone. Of a JSONL file only records with something to tell are shown. With --output-format
    json: the trace.
    """
    pipeline = choice.pipeline()
    _check_rule(rule, pipeline)
    sources = named_sources([path])
    if len(sources) > 1 or sources[0].in_folder:
        raise ConfigError(f"{path}: explain shows one file; for many there is `textclean check`")
    watch = Watch(pipeline, new_faults())
    shown = 0
    for item in cleaned(sources, reading, watch):
        number, result = item.document.number, item.result
        if record is not None:
            if number != record:
                continue
        elif number is not None and not (result.edits or result.findings or not result.converged):
            continue
        shown += 1
        if shape == "json":
            put(json_line(watch.traced(item, only=rule)))
        else:
            put("\n" * (shown > 1) + _explained(item, watch, rule, wants_color(color)))
    if not shown and watch.faults.code == 0:
        if record is not None:
            raise InputError(f"{path}: has no record in line {record}")
        say(f"{path}: nothing to change")
    ctx.exit(watch.faults.code)


def _explained(item: Done, watch: Watch, rule: str, color: bool) -> str:
    from textclean.report.explain import explain

    title = watch.place(item.document.number)
    return explain(item.result, watch.pipeline, title=title, place=item.document.place, rule=rule, color=color, width=width())


def _check_rule(rule: str, pipeline: Pipeline) -> None:
    known = {name for step in pipeline.steps for name in (step.name, *(f"{step.name}.{part}" for part in step.rules))}
    if rule and not any(covers((rule,), name) for name in known):
        raise unknown("rule", rule, known)
