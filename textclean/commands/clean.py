"""The command `textclean clean`: from arguments to an order that `run` carries out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import click
from click.core import ParameterSource

from textclean.commands._options import (
    Choice,
    Reading,
    input_options,
    named_sources,
    new_faults,
    paths_argument,
    pipeline_options,
    quiet_option,
)
from textclean.commands.report import run_page
from textclean.console import is_terminal, say, stdin, stdout
from textclean.core.errors import ConfigError
from textclean.core.pipeline import Pipeline
from textclean.formats.jsonl import json_line
from textclean.report.html.gathering import Gathering
from textclean.run import clean as cleaning
from textclean.run.checkpoint import Checkpoint, identity
from textclean.run.output import Draft, Job, plan, refuse_clobbering, refuse_standard_output
from textclean.run.workers import Engine, Here, Workers
from textclean.watch import Progress, Watch


@click.command()
@paths_argument
@click.option("-o", "--output", metavar="OUT", help="A file for one input, a folder for several; standard output if left out.")
@click.option("--in-place", is_flag=True, help="Change the files themselves; those without a change are not written.")
@click.option("--backup", metavar="SUFFIX", help="With --in-place: keep what was there under the name with this suffix.")
@pipeline_options
@input_options
@click.option("--output-encoding", metavar="NAME", default="", help="The encoding to write in, if not that of the input.")
@click.option(
    "--on-error",
    type=click.Choice(["quarantine", "fail"]),
    default="quarantine",
    show_default=True,
    help="quarantine: set aside what cannot be read, do the rest. fail: stop at the first.",
)
@click.option("--rejects", metavar="FILE", help="Where to set records aside; by default OUT.rejects.jsonl beside each output.")
@click.option("--trace", metavar="FILE", help="Write every edit of every text that changed as JSON Lines.")
@click.option("--stats", metavar="FILE", help="Write counts as JSON.")
@click.option("--report", metavar="FILE", help="Write an HTML page to look through: rules, documents, what may have gone too far.")
@click.option("--by-rule", is_flag=True, help="Tell in the summary what each rule did.")
@click.option(
    "-j",
    "--jobs",
    "workers",
    metavar="N",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Worker processes; 0: as many as there are cores.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="local: this machine. ray: a Ray cluster, a task for each input.",
)
@click.option("--resume", is_flag=True, help="Go on where an earlier run to the same output was stopped.")
@click.option("--max-seconds", metavar="S", type=click.FloatRange(min=0.01), help="Set a record aside on which work takes longer.")
@click.option(
    "--max-bytes",
    metavar="N",
    type=click.IntRange(min=1),
    default=None,
    help="Set a record aside, or leave a text file, that is longer.",
)
@click.option(
    "--progress/--no-progress",
    default=None,
    help="Show how far the run is; by default on a terminal, and after ten seconds elsewhere.",
)
@quiet_option
@click.pass_context
def clean(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: str | None,
    in_place: bool,
    backup: str | None,
    choice: Choice,
    reading: Reading,
    output_encoding: str,
    on_error: str,
    rejects: str | None,
    trace: str | None,
    stats: str | None,
    report: str | None,
    by_rule: bool,
    workers: int,
    engine: str,
    resume: bool,
    max_seconds: float | None,
    max_bytes: int | None,
    progress: bool | None,
    quiet: bool,
) -> None:
    """Clean files, folders, patterns or standard input.

    A text file is one text; in JSONL each line is a record with the text in one field. What does not change comes out
    byte for byte.
    """
    if engine == "ray":
        _check_ray(ctx)
    pipeline = choice.pipeline()
    reading = reading._replace(encoding=replace(reading.encoding, output=output_encoding))
    _check_backup(backup, in_place)
    sources = named_sources(paths, None if in_place else output)
    jobs = plan(sources, output, in_place=in_place)
    layouts = [reading.layout(source) for source in sources]
    refuse_clobbering(jobs, [Path(name) for name in (rejects, trace, stats, report) if name])
    if engine == "ray" and not all(job.source.path and job.target for job in jobs):
        raise ConfigError(f"{_RAY} reads files and writes files: name the inputs, and with -o where their outputs go")
    if any(job.target is None for job in jobs):
        refuse_standard_output(sources)

    count = bool(stats) or by_rule or not quiet
    aside, edits = (Path(name) if name else None for name in (rejects, trace))
    gathering = Gathering() if report else None
    order = cleaning.Order(jobs, layouts, count, max_bytes or 0, backup or "", aside, edits, gathering)
    begun = time.monotonic()
    watch = Watch(
        pipeline, new_faults(), by_rule=count, stop=on_error == "fail", verb="set aside", progress=_progress(jobs, progress, quiet)
    )
    with ExitStack() as stack:
        checkpoint = _checkpoint(order, output, watch.fingerprint, engine, resume)
        if checkpoint:
            stack.enter_context(checkpoint)
        counts = stack.enter_context(Draft(Path(stats), begun=0 if checkpoint else None)) if stats else None
        page = stack.enter_context(Draft(Path(report), begun=0 if checkpoint else None)) if report else None
        resumed = checkpoint is not None and checkpoint.noted
        if engine == "ray":
            _ray().clean_order(order, pipeline, watch, seconds=max_seconds, checkpoint=checkpoint)
        else:
            here = _engine(pipeline, workers, max_seconds)
            cleaning.clean(order, here, watch, stdin=stdin(), stdout=stdout(), checkpoint=checkpoint)
        watch.clear()
        if counts:
            counts.write(json_line(watch.tally.as_object(watch.fingerprint)))
        if page and gathering:
            title = ", ".join(paths or ("-",))
            page.write(run_page(gathering, watch, title, time.monotonic() - begun, resumed=resumed))
    if not quiet:
        say(watch.tally.sentence())
    if by_rule:
        click.echo(watch.tally.by_rule().encode(), err=True)
    ctx.exit(watch.faults.code)


def _progress(jobs: Sequence[Job], asked: bool | None, quiet: bool) -> Progress | None:
    if asked is False or (quiet and not asked):
        return None
    sizes = [job.source.path.stat().st_size if job.source.path and job.source.path.is_file() else 0 for job in jobs]
    return Progress(sum(sizes) if all(sizes) else 0, on_terminal=is_terminal(sys.stderr))


def _engine(pipeline: Pipeline, workers: int, seconds: float | None) -> Engine:
    number = workers or os.cpu_count() or 1
    return Workers(pipeline, number, seconds) if number > 1 or seconds else Here(pipeline)


_RAY = "--engine ray"
_NOT_ON_RAY = {
    "in_place": "--in-place: a task that is tried again must find its input as it was. Write to a folder with -o",
    "rejects": "--rejects: many machines cannot write one file. Leave it out; records are set aside beside each output",
    "trace": "--trace: many machines cannot write one file. Leave it out, or trace some of the inputs without --engine",
    "report": "--report: texts are not sent back, only counts. Leave it out, or report on some of the inputs without --engine",
    "workers": "--jobs, which counts processes of this machine. Leave it out: the cluster's cores are used",
    "on_error": "--on-error fail: inputs are cleaned at the same time, so that none is the first. Leave it out, and ask the exit code",
}


def _check_ray(ctx: click.Context) -> None:
    """Raise ConfigError for what a cluster cannot do, and if Ray is not installed."""
    for name, told in _NOT_ON_RAY.items():
        if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT and ctx.params[name] != "quarantine":
            raise ConfigError(f"{_RAY} goes without {told}")
    _ray()


def _ray() -> ModuleType:
    try:
        from textclean.adapters import ray
    except ImportError as error:
        raise ConfigError(f"{_RAY}: {error}") from error
    return ray


def _checkpoint(order: cleaning.Order, output: str | None, fingerprint: str, engine: str, resume: bool) -> Checkpoint | None:
    """The note of where the run stands, for runs whose output has a name of its own to keep it beside."""
    written = [job.target for job in order.jobs if job.target is not None and not job.in_place]
    if output is None or len(written) < len(order.jobs) or not all(job.source.path for job in order.jobs):
        if resume:
            raise ConfigError("--resume needs files as inputs and -o: a stream, and --in-place, cannot be gone on with")
        return None
    if any(target.exists() and not target.is_file() for target in written):
        return None
    beside = Path(output) / "run" if len(order.jobs) > 1 or Path(output).is_dir() else written[0]
    beside.parent.mkdir(parents=True, exist_ok=True)
    options = (engine, order.layouts, order.by_rule, order.limit, order.rejects, order.trace, order.gathering is not None)
    return Checkpoint(beside, identity(order.jobs, fingerprint, options), resume=resume)


def _check_backup(suffix: str | None, in_place: bool) -> None:
    if suffix is None:
        return
    if not in_place:
        raise ConfigError("--backup keeps what --in-place changes; add --in-place")
    if not suffix or "/" in suffix or "\0" in suffix:
        raise ConfigError(f"--backup wants the end of a name, such as .orig, not '{suffix}'")
