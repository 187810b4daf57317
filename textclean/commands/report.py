"""The command `textclean report`: from a trace to a page; and what a run of `clean` tells its own page of itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from textclean.commands._options import named_sources, new_faults, quiet_option
from textclean.console import say, stdin, stdout
from textclean.core.errors import ConfigError, InputError
from textclean.core.pipeline import Pipeline
from textclean.report import tally
from textclean.report.html.gathering import Gathering
from textclean.run import clean as cleaning
from textclean.run.output import Draft, Stream, plan, refuse_clobbering
from textclean.watch import Watch


@click.command()
@click.argument("trace", metavar="TRACE|-")
@click.option("-o", "--output", metavar="FILE", required=True, help="The page to write; -: standard output.")
@click.option("--stats", metavar="FILE", help="What --stats wrote in the same run: the counts that a trace lacks.")
@quiet_option
@click.pass_context
def report(ctx: click.Context, trace: str, output: str, stats: str | None, quiet: bool) -> None:
    """Make an HTML page from a trace that clean wrote.

    A trace has every edit, but no texts, and nothing of documents that did not change: what it lacks is shown as unknown.
    `textclean clean … --report FILE` shows all.
    """
    from textclean.report.html.from_trace import traced
    from textclean.report.html.page import About, page

    sources = named_sources([trace], output)
    if len(sources) != 1:
        raise ConfigError(f"{trace}: a page is made from one trace; put several together first: cat *.jsonl > all.jsonl")
    if Path(output).is_dir():
        raise ConfigError(f"{output}: is a folder; name a file for the page")
    refuse_clobbering(plan(sources, output))
    about = About(from_trace=True, title=sources[0].name)
    if stats:
        _counted(about, stats)
    with Stream(stdout()) if output == "-" else Draft(Path(output)) as written:
        try:
            with cleaning.opened(sources[0], stdin()) as stream:
                made = traced(stream)
        except InputError as error:
            raise InputError(f"{sources[0].name}: {error}") from error
        about.fingerprint = " ".join(sorted(made.fingerprints)).strip()
        about.pipelines, about.only = len(made.fingerprints), made.only
        about.unsettled = made.unsettled if about.unsettled is None else about.unsettled
        written.write(page(made.gathering, about))
    if not quiet:
        say(f"{output}: {tally.counted(made.gathering.changed, 'changed document')}")
    ctx.exit(new_faults().code)


def _counted(about: Any, name: str) -> None:
    """Put into `about` what the counts of a run tell. Raises InputError if the file holds none."""
    try:
        told = json.loads(Path(name).read_bytes())
        if told["format"] != tally.FORMAT or told["version"] != tally.VERSION:
            raise ValueError(told["format"])
        about.documents, about.set_aside = int(told["documents"]), int(told["set_aside"])
        about.unreadable, about.unsettled = int(told["unreadable"]), int(told["not_converged"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{name}: holds no counts as --stats of this version writes them") from error


def run_page(gathering: Gathering, watch: Watch, title: str, seconds: float, *, resumed: bool) -> bytes:
    """The page of a run that has ended."""
    from textclean.report.html.page import About, page

    done = watch.tally
    about = About(
        documents=done.documents,
        set_aside=done.set_aside,
        unreadable=done.unreadable,
        unsettled=done.unsettled,
        seconds=seconds,
        resumed=resumed,
        title=title,
        fingerprint=watch.fingerprint,
        cleaners=watch.pipeline.names,
        tables=list(_tables(watch.pipeline)),
    )
    return page(gathering, about)


def _tables(pipeline: Pipeline) -> Iterator[tuple[str, str, str]]:
    for step in pipeline.steps:
        for table, version in sorted(step.versions().items()):
            yield step.name, table, version
