"""What several commands ask for and do alike: the pipeline, the inputs, the output. Knows no command."""

from __future__ import annotations

import functools
import inspect
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar, cast

import click

from textclean.config import SCRIPTS
from textclean.console import Faults, is_terminal, say, stdin, stdout
from textclean.core.pipeline import Pipeline
from textclean.formats import FORMATS, Encoding, Format, Record, Reject, format_for
from textclean.run import clean as cleaning
from textclean.run.discovery import Source, discover
from textclean.run.output import Stream
from textclean.run.selection import DEFAULT_PRESET, select
from textclean.run.work import Done, results
from textclean.watch import Watch

Function = TypeVar("Function", bound=Callable[..., Any])


class Choice(NamedTuple):
    """The pipeline that was asked for."""

    preset: str | None
    file: str | None
    script: str | None
    enable: tuple[str, ...]
    disable: tuple[str, ...]
    patterns: str | None = None

    def pipeline(self) -> Pipeline:
        """The pipeline. Raises ConfigError if it cannot be built."""
        return select(self.preset, self.file, self.script, self.enable, self.disable, self.patterns)


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
    lambda preset, config_file, script, enable, disable, patterns: Choice(preset, config_file, script, enable, disable, patterns),
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
    click.option("--patterns", metavar="FILE", help="Remove what a file of `textclean learn` names, too; read it first."),
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


def named_sources(paths: Sequence[str], output: str | None = None) -> list[Source]:
    sources = discover(paths or ["-"], Path(output) if output else None)
    if any(source.path is None for source in sources) and is_terminal(sys.stdin):
        say("reading standard input; end it with Ctrl-D, or name files")
    return sources


def cleaned(sources: Sequence[Source], reading: Reading, watch: Watch) -> Iterator[Done]:
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


def put(text: str | bytes) -> None:
    Stream(stdout()).write(text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace"))


def new_faults() -> Faults:
    return Faults(bool(click.get_current_context().find_root().params["debug"]))
