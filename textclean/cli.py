"""The command `textclean`: the group of its commands and the entry point. What each does stands in `commands`.

Data goes to standard output, everything else to standard error, both as UTF-8 bytes whatever the locale.
"""

from __future__ import annotations

import click

from textclean._version import __version__
from textclean.commands.apply import apply
from textclean.commands.check import check
from textclean.commands.clean import clean
from textclean.commands.config import config
from textclean.commands.detect import detect
from textclean.commands.explain import explain
from textclean.commands.learn import learn
from textclean.commands.report import report
from textclean.commands.rules import rules
from textclean.commands.serve import serve
from textclean.console import Commands, run


def main() -> None:
    """The entry point: the command line of this process."""
    run(cli)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="textclean %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Clean Chinese text: give back what the author wrote, and explain every edit.

    Exit codes: 0 done, 1 check found changes, 2 usage or configuration, 3 some records were set aside, 4 input or output,
    5 internal error, 130 and 143 interrupted.
    """


for command in (clean, check, detect, explain, apply, learn, report, rules, config, serve):
    cli.add_command(command)
