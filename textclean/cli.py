"""The command `textclean`: arguments in, exit codes out. Holds no cleaning decision; imports what is heavy only where it is shown.

Data goes to standard output, everything else to standard error, both as UTF-8 bytes whatever the locale.
"""

from __future__ import annotations

import functools
import inspect
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar, cast

import click

from textclean import registry
from textclean._version import __version__
from textclean.config import SCRIPTS, preset_names, read, to_toml
from textclean.console import (
    CHANGES,
    IO,
    Commands,
    Faults,
    Progress,
    Watch,
    is_terminal,
    run,
    say,
    stdin,
    stdout,
    wants_color,
    width,
)
from textclean.core.cleaner import Cleaner, covers
from textclean.core.errors import ConfigError, InputError, unknown
from textclean.core.pipeline import Pipeline
from textclean.formats import FORMATS, Encoding, Format, Record, Reject, format_for
from textclean.formats.jsonl import json_line
from textclean.report.check import Remark, remarks
from textclean.report.tally import counted
from textclean.report.visible import visible
from textclean.run import clean as cleaning
from textclean.run.checkpoint import Checkpoint, identity
from textclean.run.discovery import Source, discover
from textclean.run.output import Draft, Job, Stream, plan, refuse_clobbering, refuse_standard_output
from textclean.run.selection import DEFAULT_PRESET, select
from textclean.run.work import Done, results
from textclean.run.workers import Engine, Here, Workers

Function = TypeVar("Function", bound=Callable[..., Any])

_UNBOUNDED = 10_000
"""Cells in which nothing is wrapped."""


def main() -> None:
    """The entry point: the command line of this process."""
    run(cli)


# Options that several commands share


class Choice(NamedTuple):
    """The pipeline that was asked for."""

    preset: str | None
    file: str | None
    script: str | None
    enable: tuple[str, ...]
    disable: tuple[str, ...]

    def pipeline(self) -> Pipeline:
        """The pipeline. Raises ConfigError if it cannot be built."""
        return select(self.preset, self.file, self.script, self.enable, self.disable)


class Reading(NamedTuple):
    """How inputs are read: format, field, encoding and what to do with invalid bytes."""

    format_name: str
    field: str
    encoding: Encoding

    def layout(self, source: Source) -> Format:
        """The format of one input. Raises ConfigError if it cannot be told."""
        return format_for(self.format_name, source.name, field=self.field, encoding=self.encoding)


def _packed(name: str, pack: Callable[..., object], *options: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """A decorator that gives a command `options`, and hands them to it as the one argument `name`, made by `pack`."""

    def decorate(function: Function) -> Function:
        parameters = inspect.signature(pack).parameters

        @functools.wraps(function)
        def command(*args: Any, **values: Any) -> Any:
            values[name] = pack(**{key: values.pop(key) for key in parameters})
            return function(*args, **values)

        wrapped: Any = command
        # The last decorator applied is the first option listed.
        for option in reversed(options):
            wrapped = option(wrapped)
        return cast(Function, wrapped)

    return decorate


pipeline_options = _packed(
    "choice",
    lambda preset, config_file, script, enable, disable: Choice(preset, config_file, script, enable, disable),
    click.option("--preset", metavar="NAME", help=f"A shipped pipeline; {DEFAULT_PRESET} if neither this nor --config is given."),
    click.option(
        "--config", "config_file", metavar="FILE", help="A configuration in TOML, instead of a preset. None is looked for."
    ),
    click.option("--script", metavar="NAME", help=f"{', '.join(SCRIPTS)}. Goes before the configuration's."),
    click.option(
        "--enable",
        metavar="NAME",
        multiple=True,
        help="Take a room, cleaner or rule back from what is disabled, or add a cleaner that is not in the pipeline. Repeatable.",
    ),
    click.option("--disable", metavar="NAME", multiple=True, help="Leave out a room, cleaner or rule. Repeatable."),
)

input_options = _packed(
    "reading",
    lambda format_name, field, encoding, encoding_errors: Reading(format_name, field, Encoding(encoding, encoding_errors)),
    click.option(
        "--format",
        "--input-format",
        "format_name",
        metavar="NAME",
        default="auto",
        help=f"{', '.join(FORMATS)}. auto: JSONL for *.jsonl and *.ndjson, a table for *.parquet, else text; .gz, .zst or .xz may follow.",
    ),
    click.option(
        "--field", metavar="NAME", default="text", show_default=True, help="The field of a JSONL record that is the text."
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        default="utf-8",
        show_default=True,
        help="The inputs' encoding: gb18030, big5, utf-16 …; auto: each file tells its own.",
    ),
    click.option(
        "--encoding-errors",
        metavar="NAME",
        default="strict",
        show_default=True,
        help="strict: invalid bytes are an error. replace: each becomes U+FFFD. line: what is not in one encoding is read line by line.",
    ),
)

quiet_option = click.option("-q", "--quiet", is_flag=True, help="No summary on standard error; errors are still told.")
color_option = click.option(
    "--color/--no-color", default=None, help="Colours or none; by default on a terminal, if NO_COLOR is not set."
)
shape_option = click.option(
    "--output-format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or a JSON object a line.",
)
paths_argument = click.argument("paths", nargs=-1, metavar="[PATH|-]...")


def _sources(paths: Sequence[str], output: str | None = None) -> list[Source]:
    sources = discover(paths or ["-"], Path(output) if output else None)
    if any(source.path is None for source in sources) and is_terminal(sys.stdin):
        say("reading standard input; end it with Ctrl-D, or name files")
    return sources


def _results(sources: Sequence[Source], reading: Reading, watch: Watch) -> Iterator[Done]:
    """Every text of every input, cleaned, for commands that write no files."""
    for source, layout in [(source, reading.layout(source)) for source in sources]:
        with watch.input(source), cleaning.opened(source, stdin()) as stream:
            for item in results(_records(layout, stream), watch.pipeline):
                if isinstance(item, Done):
                    watch.done(item)
                    yield item
                elif isinstance(item, Reject):
                    watch.set_aside(item)


def _records(layout: Format, stream: BinaryIO) -> Iterator[Record]:
    for block in layout.blocks(stream):
        yield from layout.read(io.BytesIO(block.raw), block.first, block.offset)


def _print(text: str | bytes) -> None:
    Stream(stdout()).write(text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace"))


def _faults() -> Faults:
    return Faults(bool(click.get_current_context().find_root().params["debug"]))


# Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="textclean %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Clean Chinese text: give back what the author wrote, and explain every edit.

    Exit codes: 0 done, 1 check found changes, 2 usage or configuration, 3 some records were set aside, 4 input or output,
    5 internal error, 130 and 143 interrupted.
    """


@cli.command()
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
    by_rule: bool,
    workers: int,
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
    pipeline = choice.pipeline()
    reading = reading._replace(encoding=replace(reading.encoding, output=output_encoding))
    _check_backup(backup, in_place)
    sources = _sources(paths, None if in_place else output)
    jobs = plan(sources, output, in_place=in_place)
    layouts = [reading.layout(source) for source in sources]
    refuse_clobbering(jobs, [Path(name) for name in (rejects, trace, stats) if name])
    if any(job.target is None for job in jobs):
        refuse_standard_output(sources)

    count = bool(stats) or by_rule or not quiet
    order = cleaning.Order(
        jobs, layouts, count, max_bytes or 0, backup or "", *(Path(name) if name else None for name in (rejects, trace))
    )
    watch = Watch(
        pipeline, _faults(), by_rule=count, stop=on_error == "fail", verb="set aside", progress=_progress(jobs, progress, quiet)
    )
    with ExitStack() as stack:
        checkpoint = _checkpoint(order, output, watch.fingerprint, resume)
        if checkpoint:
            stack.enter_context(checkpoint)
        counts = stack.enter_context(Draft(Path(stats), begun=0 if checkpoint else None)) if stats else None
        engine = _engine(pipeline, workers, max_seconds)
        cleaning.clean(order, engine, watch, stdin=stdin(), stdout=stdout(), checkpoint=checkpoint)
        watch.clear()
        if counts:
            counts.write(json_line(watch.tally.as_object(watch.fingerprint)))
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


def _checkpoint(order: cleaning.Order, output: str | None, fingerprint: str, resume: bool) -> Checkpoint | None:
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
    options = (order.layouts, order.by_rule, order.limit, order.rejects, order.trace)
    return Checkpoint(beside, identity(order.jobs, fingerprint, options), resume=resume)


def _check_backup(suffix: str | None, in_place: bool) -> None:
    if suffix is None:
        return
    if not in_place:
        raise ConfigError("--backup keeps what --in-place changes; add --in-place")
    if not suffix or "/" in suffix or "\0" in suffix:
        raise ConfigError(f"--backup wants the end of a name, such as .orig, not '{suffix}'")


@cli.command()
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
    watch = Watch(pipeline, _faults())
    colored = wants_color(color)
    for item in _results(_sources(paths), reading, watch):
        document, result = item
        if result.changed or not document.faithful:
            watch.faults.note(CHANGES)
        if not document.faithful:
            told = f"{document.note}; clean would write one encoding" if document.note else ""
            told = told or f"holds bytes that are not {reading.encoding.name}; clean would write U+FFFD"
            say(f"{watch.place(document.number)}: {told}")
        for remark in remarks(result, pipeline, document.place):
            name = watch.place(None)
            _print(json_line(remark.as_object(name, document.number)) if shape == "json" else _remark_line(name, remark, colored))
    if not quiet:
        say(watch.tally.sentence("would change"))
    ctx.exit(watch.faults.code)


def _remark_line(name: str, remark: Remark, color: bool) -> str:
    place, rules = f"{visible(name)}:{remark.line}:{remark.column}", visible(",".join(remark.rules))
    if color:
        place, rules = click.style(place, bold=True), click.style(rules, fg="cyan")
    return f"{place} {rules} {remark.message}\n"


@cli.command()
@paths_argument
@shape_option
@click.pass_context
def detect(ctx: click.Context, paths: tuple[str, ...], shape: str) -> None:
    """Tell in which encoding files are; write nothing.

    One line for each: path: encoding (confidence), and why. It is a detector for Chinese: a file in another language, a binary file
    or one that is too short to tell is refused. Exits with 4 if any was.
    """
    from textclean.formats.detect import detect as told_of  # it loads the counts, which --help does without

    faults = _faults()
    for source in _sources(paths):
        try:
            with cleaning.opened(source, stdin()) as stream:
                found = told_of(stream.read())
        except (OSError, InputError) as error:
            faults.tell(error, source.name)
            continue
        if found.encoding is None:
            faults.note(IO)
        if shape == "json":
            _print(json_line({"path": source.name, **found._asdict()}))
        else:
            answer = f"{found.encoding} ({found.confidence:.2f})" if found.encoding else "refused"
            _print(f"{visible(source.name)}: {answer}, {found.reason}\n")
    ctx.exit(faults.code)


@cli.command()
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
    sources = _sources([path])
    if len(sources) > 1 or sources[0].in_folder:
        raise ConfigError(f"{path}: explain shows one file; for many there is `textclean check`")
    watch = Watch(pipeline, _faults())
    shown = 0
    for item in _results(sources, reading, watch):
        number, result = item.document.number, item.result
        if record is not None:
            if number != record:
                continue
        elif number is not None and not (result.edits or result.findings or not result.converged):
            continue
        shown += 1
        if shape == "json":
            _print(json_line(watch.traced(item, only=rule)))
        else:
            _print("\n" * (shown > 1) + _explained(item, watch, rule, wants_color(color)))
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


@cli.command()
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
        _print(page(_cleaner_with(name)))
    else:
        # Read by a program, each cleaner has one line.
        _print(overview(choice.pipeline(), color=wants_color(color), width=width() if is_terminal(sys.stdout) else _UNBOUNDED))


def _cleaner_with(name: str) -> type[Cleaner]:
    """The class called `name`, or that has a rule called so."""
    room, _, rest = name.partition(".")
    owner = f"{room}.{rest.partition('.')[0]}"
    if owner != name and owner in registry.names() and name.removeprefix(owner + ".") in registry.cleaner(owner).rules:
        return registry.cleaner(owner)
    return registry.cleaner(name)


@cli.group(cls=Commands)
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
    _print("".join(f"# {visible(line)}\n" for line in lines) + "\n" + to_toml(pipeline))


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
        _print(text)
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
    _print(f"{visible(file)}: {counted(len(pipeline.steps), 'cleaner')}, fingerprint {pipeline.fingerprint()}\n")


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
