"""All measurements, one after the other, and their figures into docs/benchmarks.md: `python -m tests.benchmarks [--corpus FOLDER]`.

Each measurement is a process of its own, and one that fails does not keep the others from running. The options are handed on.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import page

PARTS = ("script", "pipeline", "shares", "growth", "quality")


def lines(given):
    """The command of each measurement."""
    common = ["--corpus", str(given.corpus.resolve())] if given.corpus else []
    common += ["--megabytes", str(given.megabytes), "--rounds", str(given.rounds)]
    own = {
        "script": [*common, "--quick", str(given.quick)],
        "growth": [*common, "--document", *map(str, given.document), "--hostile", str(given.hostile)],
        "quality": [],
    }
    for part in given.only:
        yield [sys.executable, "-m", f"tests.benchmarks.{part}", *own.get(part, common), "--results", str(given.results)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, metavar="FOLDER", help="texts to measure on; the project's own prose if none is given"
    )
    parser.add_argument("--megabytes", type=float, default=1.0, help="size of each sample")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", type=float, default=0, metavar="MB", help="compare outcomes of conversion on so many MB only")
    parser.add_argument("--document", type=float, nargs="*", default=[1, 10], metavar="MB", help="sizes of one document")
    parser.add_argument("--hostile", type=int, default=20_000, metavar="CHARACTERS")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--results", type=Path, default=page.RESULTS, metavar="FOLDER")
    parser.add_argument("--page", action="store_true", help="write the figures into docs/benchmarks.md")
    given = parser.parse_args()
    failed = []
    for line in lines(given):
        print(f"# {line[2].rpartition('.')[2]}\n", flush=True)
        if subprocess.run(line, cwd=page.ROOT).returncode:
            failed.append(line[2])
    if given.page:
        left = page.write(given.results)
        print(f"{page.PAGE.name} refreshed" + (f"; no result for {', '.join(left)}" if left else ""))
    print("".join(f"failed: {name}\n" for name in failed), end="")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
