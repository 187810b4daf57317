"""The command `textclean apply`: the edits of a trace done again, or taken back. From arguments to an order that `run` carries out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

import click

from textclean.commands._options import named_sources, new_faults, paths_argument, quiet_option
from textclean.console import say, stdin, stdout
from textclean.core.errors import ConfigError, InputError
from textclean.core.pipeline import Pipeline
from textclean.formats import FORMATS, Encoding, Format, format_for
from textclean.report.tally import counted
from textclean.run import clean as cleaning
from textclean.run.discovery import Source
from textclean.run.output import Job, plan, refuse_clobbering, refuse_standard_output
from textclean.run.replay import Ledger, Missing, Replay, Told, missing_records, not_among
from textclean.watch import Watch


class Asked(NamedTuple):
    """How inputs are to be read where the traces are not to be asked; what is left empty, the traces tell."""

    format: str
    field: str
    encoding: str
    errors: str
    output_encoding: str
    undo: bool

    def layout(self, source: Source, told: Told | None) -> Format:
        """The format of an input. Raises ConfigError if it cannot be told."""
        known = told or Told(None)
        encoding = known.encoding(undo=self.undo, errors=self.errors)
        if self.encoding or self.output_encoding:
            encoding = Encoding(self.encoding or encoding.name, self.errors, self.output_encoding or encoding.output)
        return format_for(
            self.format or known.format, source.name, field=self.field or known.field_name or "text", encoding=encoding
        )


@click.command()
@click.argument("trace", metavar="TRACE")
@paths_argument
@click.option("--undo", is_flag=True, help="Take the edits back: the inputs are what came out, and the originals come out.")
@click.option("-o", "--output", metavar="OUT", help="A file for one input, a folder for several; standard output if left out.")
@click.option("--in-place", is_flag=True, help="Change the files themselves; those without a change are not written.")
@click.option(
    "--format", "--input-format", "format_name", metavar="NAME", default="", help=f"{', '.join(FORMATS)}, if not as told."
)
@click.option("--field", metavar="NAME", default="", help="The field of a JSONL record that is the text, if not the one told.")
@click.option("--encoding", metavar="NAME", default="", help="The inputs' encoding, if not the one told.")
@click.option(
    "--encoding-errors", metavar="NAME", default="strict", show_default=True, help="strict, replace or line, as for clean."
)
@click.option("--output-encoding", metavar="NAME", default="", help="The encoding to write in, if not the one told.")
@click.option(
    "--rejects", metavar="FILE", help="With --undo: what clean set aside; these lines are counted, and put back where they stood."
)
@quiet_option
@click.pass_context
def apply(
    ctx: click.Context,
    trace: str,
    paths: tuple[str, ...],
    undo: bool,
    output: str | None,
    in_place: bool,
    format_name: str,
    field: str,
    encoding: str,
    encoding_errors: str,
    output_encoding: str,
    rejects: str | None,
    quiet: bool,
) -> None:
    """Do the edits of a trace again, or take them back.

    TRACE is what clean --trace wrote. Without PATH the inputs are the files it names. No cleaner is asked: what comes out is what
    came out, whatever version made it. A text that is not the one of the trace, as SHA-256 tells, is refused, and its file is not
    written. Texts that the trace does not tell of had no edit, and pass.
    """
    asked = Asked(format_name, field, encoding, encoding_errors, output_encoding, undo)
    if rejects and not undo:
        raise ConfigError("--rejects tells what is missing from cleaned files; it goes with --undo")
    ledger = Ledger(Path(trace))
    sources = named_sources(paths or _named(ledger, trace, undo), None if in_place else output)
    told = _told(ledger, sources, trace)
    jobs = plan(sources, output, in_place=in_place)
    refuse_clobbering([*jobs, *(Job(Source(Path(name), PurePath(name)), None) for name in (trace, rejects) if name)])
    if any(job.target is None for job in jobs):
        refuse_standard_output(sources)
    layouts = [asked.layout(source, each) for source, each in zip(sources, told, strict=True)]
    watch = Watch(Pipeline(), new_faults(), by_rule=False, verb="set aside")
    engine = Replay(ledger, told, _missing(rejects, sources, told), undo=undo)
    cleaning.clean(cleaning.Order(jobs, layouts, by_rule=False), engine, watch, stdin=stdin(), stdout=stdout())
    left_out = not_among(ledger, told)
    if left_out and paths:
        say(f"{trace}: tells of {counted(len(left_out), 'further input')}, not given: {_listed(left_out)}")
    if not quiet:
        say(watch.tally.sentence("taken back" if undo else "changed"))
    ctx.exit(watch.faults.code)


def _named(ledger: Ledger, trace: str, undo: bool) -> Sequence[str]:
    """The inputs that the traces name. Raises InputError if there is none, or one without a name, or one that is gone."""
    if not ledger.inputs:
        raise InputError(f"{trace}: tells of no text: nothing was changed or found; name the files to pass on")
    names = [path for path in ledger.inputs if path is not None]
    if len(names) < len(ledger.inputs):
        raise InputError(f"{trace}: does not say which file its texts stood in; name it: textclean apply {trace} PATH")
    gone = [name for name in names if name != "-" and not Path(name).is_file()]
    if gone:
        what = "files that were cleaned" if undo else "originals"
        raise InputError(f"{gone[0]}: no such file, although {trace} names it; name the {what}: textclean apply {trace} PATH")
    return names


def _told(ledger: Ledger, sources: Sequence[Source], trace: str) -> list[Told | None]:
    """What is told of each input. Raises InputError for a single one of which nothing is told, although of others something is."""
    told = ledger.told(sources)
    if told == [None] and not sources[0].in_folder and ledger.inputs:
        raise InputError(f"{sources[0].name}: {trace} does not tell of it, but of {_listed([str(name) for name in ledger.inputs])}")
    return told


def _missing(rejects: str | None, sources: Sequence[Source], told: Sequence[Told | None]) -> list[Sequence[Missing]]:
    """For each input, the records that were set aside when it was cleaned."""
    if rejects is None:
        return [()] * len(sources)
    found = missing_records(Path(rejects))
    alone = len(sources) == len(found) == 1
    return [
        next(iter(found.values())) if alone else found.get(each.path or "", ()) if each else found.get(source.name, ())
        for source, each in zip(sources, told, strict=True)
    ]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
