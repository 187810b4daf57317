"""An environment for each peer, made when it is first asked for: `python -m tests.benchmarks.peers.install [NAME ...]`.

They lie in `build/bench/peers`. What cannot be installed is noted there with the reason, which every table then tells; `--again` tries
those once more. Knows nothing of what the peers do.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.peers import PEERS, Peer

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "build" / "bench" / "peers"
_PATIENCE = 900  # seconds for one peer
_OURS = "ours"


def python_of(module: str) -> Path:
    """The interpreter for a peer's worker; for our own module the one that runs now."""
    if module == _OURS:
        return Path(sys.executable)
    return FOLDER / module / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def installed(peer: Peer) -> str:
    """Make sure that a peer is there; the reason if it cannot be, else nothing."""
    ready, failed = FOLDER / f"{peer.module}.installed", FOLDER / f"{peer.module}.failed"
    asked = "\n".join(peer.requirements)
    if ready.exists() and ready.read_text("utf-8") == asked:
        return ""
    if failed.exists():
        return failed.read_text("utf-8")
    FOLDER.mkdir(parents=True, exist_ok=True)
    reason = _make(peer)
    (failed if reason else ready).write_text(reason or asked, "utf-8")
    return reason


def _make(peer: Peer) -> str:
    """Build the environment; the reason if it cannot be, else nothing."""
    shutil.rmtree(FOLDER / peer.module, ignore_errors=True)
    lines = [
        [sys.executable, "-m", "venv", "--without-pip", str(FOLDER / peer.module)],
        [sys.executable, "-m", "pip", "--python", str(python_of(peer.module)), "install", "--quiet", *peer.requirements],
    ]
    for line in lines:
        try:
            done = subprocess.run(line, capture_output=True, text=True, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            return f"not installed in {_PATIENCE} seconds"
        if done.returncode:
            return _reason(done.stderr)
    return ""


def _reason(told: str) -> str:
    """The first line in which pip says what is wrong.

    >>> _reason("WARNING: x\\nERROR: No matching distribution found for y\\n")
    'No matching distribution found for y'
    """
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    found = (errors or lines or ["no reason given"])[0]
    return found.removeprefix("ERROR:").removeprefix("error:").strip()[:300]


def chosen(names: Sequence[str]) -> list[Peer]:
    """The peers of these modules, all if none is named."""
    return [one for one in PEERS if not names or one.module in names]


def main() -> int:
    """Install and tell, a line for each peer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="modules of tests.benchmarks.peers; all if none is named")
    parser.add_argument("--again", action="store_true", help="try once more what could not be installed")
    given = parser.parse_args()
    for one in chosen(given.names):
        if given.again:
            (FOLDER / f"{one.module}.failed").unlink(missing_ok=True)
        reason = installed(one)
        print(f"{one.name:28} {reason or 'installed'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
