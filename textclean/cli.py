"""The command `textclean`: the group of its commands and the entry point. What each does stands in `commands`.

Data goes to standard output, everything else to standard error, both as UTF-8 bytes whatever the locale.
"""

from __future__ import annotations

import click

from textclean._version import __version__
from textclean.console import Commands, run

_COMMANDS = {
    "clean": "Clean files, folders, patterns or standard input.",
    "check": "Tell what clean would change; write nothing.",
    "detect": "Tell in which encoding files are; write nothing.",
    "explain": "Show each edit in its place, and why.",
    "apply": "Do the edits of a trace again, or take them back.",
    "learn": "Learn from a corpus what its sites add to their pages; write it for review.",
    "report": "Make an HTML page from a trace that clean wrote.",
    "rules": "List the cleaners, or show one's page.",
    "config": "Show, begin or check a configuration.",
    "serve": "Open a page to try cleaners on a text.",
}
"""The commands in their order, each with the first line of its own help: to tell them, none need be loaded."""


def main() -> None:
    """The entry point: the command line of this process."""
    run(cli)


@click.group(cls=Commands, waiting=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="textclean %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Clean Chinese text: give back what the author wrote, and explain every edit.

    Exit codes: 0 done, 1 check found changes, 2 usage or configuration, 3 some records were set aside, 4 input or output,
    5 internal error, 130 and 143 interrupted.
    """
