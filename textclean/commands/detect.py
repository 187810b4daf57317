"""The command `textclean detect`: in which encoding files are."""

from __future__ import annotations

import click

from textclean.commands._options import named_sources, new_faults, paths_argument, put, shape_option
from textclean.console import IO, stdin
from textclean.core.errors import InputError
from textclean.formats.jsonl import json_line
from textclean.report.visible import visible
from textclean.run import clean as cleaning


@click.command()
@paths_argument
@shape_option
@click.pass_context
def detect(ctx: click.Context, paths: tuple[str, ...], shape: str) -> None:
    """Tell in which encoding files are; write nothing.

    One line for each: path: encoding (confidence), and why. It is a detector for Chinese: a file in another language, a binary file
    or one that is too short to tell is refused. Exits with 4 if any was.
    """
    from textclean.formats.detect import detect as told_of  # it loads the counts, which --help does without

    faults = new_faults()
    for source in named_sources(paths):
        try:
            with cleaning.opened(source, stdin()) as stream:
                found = told_of(stream.read())
        except (OSError, InputError) as error:
            faults.tell(error, source.name)
            continue
        if found.encoding is None:
            faults.note(IO)
        if shape == "json":
            put(json_line({"path": source.name, **found._asdict()}))
        else:
            answer = f"{found.encoding} ({found.confidence:.2f})" if found.encoding else "refused"
            put(f"{visible(source.name)}: {answer}, {found.reason}\n")
    ctx.exit(faults.code)
