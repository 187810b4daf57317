"""The command `textclean learn`: from documents with their sites to a file of patterns. Holds no evidence and no pattern."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from textclean.commands._options import Reading, input_options, named_sources, new_faults, paths_argument, put, quiet_option
from textclean.console import SET_ASIDE, Faults, is_terminal, say, stdin
from textclean.core.errors import ConfigError
from textclean.formats import Document, Format, JsonLines, PlainText, Record, Reject
from textclean.formats.jsonl import JsonRecord
from textclean.formats.scan import find_value
from textclean.report.tally import Tally, counted
from textclean.run import clean as cleaning
from textclean.run.discovery import Source
from textclean.run.output import Draft, Job, refuse_clobbering, refuse_standard_output
from textclean.watch import Progress

if TYPE_CHECKING:
    from textclean.learn import Sample

_TOLD = 20
_MIB = 1 << 20


@click.command()
@paths_argument
@click.option("-o", "--output", metavar="FILE", help="The file of patterns; standard output if left out.")
@click.option(
    "--site-field", metavar="NAME", help="The field of a JSONL record that tells its site; of an address, the host counts."
)
@click.option(
    "--review",
    metavar="CERTAINTY",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Patterns that are less certain are written switched off.",
)
@click.option(
    "--sample",
    "limit",
    metavar="N",
    type=click.IntRange(min=8),
    default=200,
    show_default=True,
    help="Documents of a site that are read at most; those with the lowest hashes, so that the choice is the same in every run.",
)
@click.option(
    "--memory",
    metavar="MIB",
    type=click.IntRange(min=64),
    default=512,
    show_default=True,
    help="How much memory may be used, about; what does not go into it waits on disk, beside FILE.",
)
@input_options
@click.option(
    "--progress/--no-progress",
    default=None,
    help="Show how far the run is; by default on a terminal, and after ten seconds elsewhere.",
)
@quiet_option
@click.pass_context
def learn(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: str | None,
    site_field: str | None,
    review: float,
    limit: int,
    memory: int,
    reading: Reading,
    progress: bool | None,
    quiet: bool,
) -> None:
    """Learn from a corpus what its sites add to their pages; write it for review.

    A site is a folder of text files, or what --site-field tells; JSONL without it is one site. Read the file, switch patterns on
    and off, and give it to clean, check or explain with --patterns.
    """
    from textclean.learn import Sample, toml  # numpy and the counts, which --help does without
    from textclean.learn import learn as learned

    sources = named_sources(paths, output)
    layouts = [reading.layout(source) for source in sources]
    _check_field(site_field, layouts, sources)
    target = Path(output) if output and output != "-" else None
    if target:
        refuse_clobbering([Job(source, None) for source in sources], [target])
    else:
        refuse_standard_output(sources)
    faults = new_faults()
    watch = _Progress(sources, progress, quiet)
    with Sample(_beside(target), memory=memory * _MIB, limit=limit) as sample:
        intake = _Intake(sample, site_field, faults, watch)
        for source, layout in zip(sources, layouts, strict=True):
            intake.take(source, layout)
        found = learned(sample, review=review, memory=memory * _MIB, step=watch.step)
        watch.clear()
        text = toml(found, review, limit).encode("utf-8")
    if target:
        with Draft(target) as draft:
            draft.write(text)
    else:
        put(text)
    if not quiet:
        on = sum(one.certainty >= review for _, one in found.candidates)
        told = f"{counted(found.documents, 'document')}, {counted(len(found.sites), 'site')}"
        say(f"{told}: {counted(len(found.candidates), 'pattern')}, {on:,} of them switched on; read the file before you use it")
    ctx.exit(faults.code)


def _beside(target: Path | None) -> Path | None:
    """The folder for what waits on disk: the output's own; None, for the system's, if that is no file. Told before any work."""
    if target is None or (target.exists() and not target.is_file() and not target.is_dir()):
        return None
    if target.is_dir():
        raise ConfigError(f"{target}: a folder; name a file for the patterns")
    if not target.parent.is_dir():
        raise ConfigError(f"{target}: {target.parent} is no folder; make it first")
    return target.parent


def _check_field(site_field: str | None, layouts: Sequence[Format], sources: Sequence[Source]) -> None:
    for layout, source in zip(layouts, sources, strict=True):
        if site_field and not isinstance(layout, JsonLines):
            raise ConfigError(f"{source.name}: --site-field reads JSONL; files without it count by their folder")


class _Intake:
    """Takes documents in, input by input. What cannot be read is told, and left."""

    def __init__(self, sample: Sample, site_field: str | None, faults: Faults, watch: _Progress) -> None:
        self._sample, self._site_field, self._faults, self._watch = sample, site_field, faults, watch
        self._skipped = 0

    def take(self, source: Source, layout: Format) -> None:
        self._skipped = 0
        try:
            with cleaning.opened(source, stdin()) as stream:
                for block in layout.blocks(stream):
                    for record in layout.read(io.BytesIO(block.raw), block.first, block.offset):
                        self._add(record, source, layout)
                    self._watch.read(len(block.raw))
        except BrokenPipeError:
            raise
        except Exception as error:
            self._watch.clear()
            self._faults.tell(error, source.name)
        if self._skipped > _TOLD:
            say(f"{source.name}: {self._skipped - _TOLD:,} further records skipped")

    def _add(self, record: Record, source: Source, layout: Format) -> None:
        if isinstance(record, Reject):
            self._skip(source, record.number, record.reason)
        elif isinstance(record, Document):
            try:
                site = _site(record, source, layout, self._site_field)
            except ValueError as error:
                self._skip(source, record.number, str(error))
            else:
                self._sample.add(site, record.text)
                self._watch.tally.documents += 1

    def _skip(self, source: Source, number: int | None, reason: str) -> None:
        self._faults.note(SET_ASIDE)
        self._skipped += 1
        if self._skipped <= _TOLD:
            self._watch.clear()
            say(f"{source.name}{'' if number is None else f':{number}'}: skipped: {reason}")


def _site(record: Document, source: Source, layout: Format, site_field: str | None) -> str:
    """The site of a document. Raises ValueError for a record without the field."""
    if site_field is None:
        return "" if source.path is None or not isinstance(layout, PlainText) else _folder(source.relative)
    line = record.line if isinstance(record, JsonRecord) else ""
    span = find_value(line, site_field, len(line) - len(line.lstrip("\ufeff")))
    value = json.loads(line[slice(*span)]) if span else None
    if not isinstance(value, str) or not value:
        raise ValueError(f"has no string in the field '{site_field}', which --site-field names")
    return host(value)


def _folder(relative: PurePath) -> str:
    folder = relative.parent.as_posix()
    return "" if folder == "." else folder


def host(value: str) -> str:
    """The host of an address; anything else is a site's name as it stands.

    >>> host("http://www.A.cn:8080/x?y"), host("//a.cn/x"), host("县志办")
    ('www.a.cn', 'a.cn', '县志办')
    """
    if "//" in value:
        try:
            return urlsplit(value).hostname or value
        except ValueError:
            return value
    return value


class _Progress:
    """How far the reading, and then the weighing, is; silent if nobody wants to know."""

    def __init__(self, sources: Sequence[Source], asked: bool | None, quiet: bool) -> None:
        self.tally = Tally()
        sizes = [source.path.stat().st_size if source.path and source.path.is_file() else 0 for source in sources]
        silent = asked is False or (quiet and not asked)
        on_terminal = is_terminal(sys.stderr)
        self._reading = None if silent else Progress(sum(sizes) if all(sizes) else 0, on_terminal=on_terminal)
        self._weighing = None if silent else _Steps(0, on_terminal=on_terminal)

    def read(self, size: int) -> None:
        if self._reading:
            self._reading.advance(self.tally, size)

    def step(self, what: str, done: int, of: int) -> None:
        if self._weighing:
            if self._reading:
                self._reading.clear()
            self._weighing.what = f"{what}: site {done + 1:,} of {of:,}"
            self._weighing.advance(self.tally, 0)

    def clear(self) -> None:
        for shown in (self._reading, self._weighing):
            if shown:
                shown.clear()


class _Steps(Progress):
    """Progress that is told in words."""

    what = ""

    def _line(self, tally: Tally, seconds: float) -> str:
        return self.what
