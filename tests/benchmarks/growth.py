"""What a text costs that is longer, or made to hurt: `python -m tests.benchmarks.growth [--corpus FOLDER] [--document MB ...]`.

    --document 1 10 100     one document of each size through the default preset: seconds for a megabyte, peak memory, each in a process
    --hostile 1000000       characters of each hostile input, and of the corpus as one text; every cleaner at so many and at twice so many
    --fixtures 30000        characters of each cleaner's own cases said again and again: what is linear for one case may not be for a thousand

`tests.figures.growth` asks the same of one length and its double, as a figure for everyday; this looks at ends.
"""

import json
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.benchmarks import dirt, material
from tests.benchmarks.measure import machine, written
from tests.figures.growth import SENTENCE, sized
from tests.material import fixture, fixture_names
from textclean import registry
from textclean.config import preset
from textclean.testing import with_case_options

BOUND = 2.3
_WORTH = 0.02  # seconds below which a ratio says nothing
_PATIENCE = 120  # seconds for one run of one cleaner
_AGAIN = 3  # runs of each length, of which the quickest counts, once a first ratio looks bad

HOSTILE = {
    "one character": lambda n: "好" * n,
    "one letter": lambda n: "a" * n,
    "opening quotes": lambda n: "“" * n,
    "straight quotes": lambda n: '"' * n,
    "nested brackets": lambda n: "（" * (n // 2) + "）" * (n // 2),
    "nested book marks": lambda n: "《" * (n // 2) + "》" * (n // 2),
    "alternating marks": lambda n: "，。" * (n // 2),
    "alternating half-width marks": lambda n: "好,." * (n // 3),
    "spaces": lambda n: " " * n,
    "Japanese": lambda n: "これは日本語の文です。" * (n // 11),
    "a look-alike that gains nothing": lambda n: "丄的" * (n // 2),
    "characters and spaces": lambda n: "好 " * (n // 2),
    "less-than signs": lambda n: "<" * n,
    "ampersands": lambda n: "&" * n,
    "ampersands and digits": lambda n: "&#1" * (n // 3),
    "letters before @": lambda n: "a" * n + "@",
    "letters and @ in turn": lambda n: "a@" * (n // 2),
    "digits": lambda n: "1" * n,
    "newlines": lambda n: "\n" * n,
    "a character a line": lambda n: "好\n" * (n // 2),
    "one sentence": lambda n: (SENTENCE * (n // len(SENTENCE) + 1))[:n],
    "one sentence a line": lambda n: ((SENTENCE + "\n") * (n // len(SENTENCE) + 1))[:n],
    "traditional, no mark": lambda n: "這個軟體" * (n // 4),
    "misread bytes": lambda n: "ä¸­æ–‡" * (n // 6),
    "backslashes": lambda n: "\\" * n,
    "dots": lambda n: "." * n,
    "slashes": lambda n: "http://" * (n // 7),
    "versions of a passage": lambda n: _numbered(
        "开机以前应当仔细检查各个部件{0}\n开机以前应当仔细检查各个部件{0}再合上电闸{0}启动。\n", n
    ),
    "a site's name in one line": lambda n: "他天天早起，清风范文网 从不迟到，大家都夸他勤快肯干。" * (n // 28),
    "tables of contents": lambda n: _numbered(
        "词条{0}[编辑]\n目录\n1 形态{0}\n2 习性{0}\n这一条写得不长，讲的是{0}。\n形态{0}\n习性{0}\n", n
    ),
}


def _numbered(piece, n):
    """A piece again and again up to `n` characters, each time with another character in its gaps."""
    return "".join(piece.format(chr(0x4E00 + k % 20_000)) for k in range(n // len(piece) + 1))[:n]


# One document

_CHILD = """
import json, resource, sys, time
from textclean.config import preset
text = open(sys.argv[1], encoding="utf-8").read()
clean = preset("standard")
clean(text[:2000])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.perf_counter()
clean(text)
print(json.dumps([time.perf_counter() - begun, before / 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def documents(crew_folder, texts, sizes):
    """(megabytes, seconds for each, MiB before, peak MiB) of each size, the clean simplified texts again and again."""
    prose = "".join(text.text for text in material.clean_copies(texts) if text.script == "simplified")
    for size in sizes:
        path = crew_folder / f"{size}.txt"
        path.write_text(sized(prose, size * 1e6), "utf-8")
        line = [sys.executable, "-c", _CHILD, str(path)]
        done = subprocess.run(line, check=True, capture_output=True, text=True, cwd=material.PROSE.parents[1])
        seconds, before, peak = json.loads(done.stdout)
        yield size, seconds / size, before, peak
        path.unlink()


def tell_documents(folder, texts, sizes):
    """Print a row a size."""
    lines = [
        "**One document, default preset.**",
        "",
        "| MB | s/MB | against the smallest | MiB before | peak MiB | times the document |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    print("\n".join(lines), flush=True)
    kept = []
    for size, pace, before, peak in documents(folder, texts, sizes):
        kept.append({"megabytes": size, "seconds for a megabyte": pace, "MiB before": before, "peak MiB": peak})
        against = pace / kept[0]["seconds for a megabyte"]
        print(f"| {size:g} | {pace:.3f} | {against:.2f} | {before:.0f} | {peak:.0f} | {peak * 1.048576 / size:.1f} |", flush=True)
    print()
    return kept


# Hostile inputs


class TooLong(Exception):
    """A run was broken off."""


@contextmanager
def limited(seconds):
    """Break off what takes longer, where the system has alarms."""

    def ring(number, frame):
        raise TooLong

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def quickest(clean, text, runs):
    """Seconds of the quickest run; infinite if one was broken off."""
    found = float("inf")
    for _ in range(runs):
        begun = time.perf_counter()
        try:
            with limited(_PATIENCE):
                clean(text)
        except TooLong:
            return float("inf")
        found = min(found, time.perf_counter() - begun)
    return found


def grown(clean, make, n):
    """(seconds for n, seconds for 2n); measured again, longer, where the first look is bad."""
    less, more = make(n), make(2 * n)
    one, two = quickest(clean, less, 1), quickest(clean, more, 1)
    if max(one, two) >= _WORTH and two / one > BOUND * 0.9 and two != float("inf"):
        one, two = quickest(clean, less, _AGAIN), quickest(clean, more, _AGAIN)
    return one, two


def real(texts):
    """Inputs made of the corpus as one text, which is long without being odd: clean, and with planted damage."""
    clean = material.sample(material.clean_copies(texts), "simplified", material.LONG, 4e6)
    prose, dirty = "".join(clean), "".join(dirt.all_dirtied(clean))

    def first(text):
        return lambda n: (text * (n // len(text) + 1))[:n]

    return {"clean text": first(prose), "dirty text": first(dirty)}


def hostile(n, texts):
    """(cleaner, input, seconds for n, for 2n), for every cleaner and for the preset as a whole."""
    inputs = HOSTILE | real(texts)
    every = {name: registry.cleaner(name)() for name in registry.names()} | {"preset standard": preset("standard")}
    for name, clean in every.items():
        clean(SENTENCE)
        for what, make in inputs.items():
            yield name, what, *grown(clean, make, n)


AGAIN = {
    "again and again": lambda text, n: (f"{text}\n" * (n // len(text) + 1))[:n],
    "again in one line": lambda text, n: _numbered(_without_gaps(text).replace("\n", " ") + "{0}", n),
    "again with other ends of lines": lambda text, n: _numbered(_without_gaps(text).replace("\n", "{0}\n") + "{0}\n", n),
}
"""Ways to say a text again and again up to so many characters."""


def _without_gaps(text):
    return text.replace("{", "{{").replace("}", "}}")


def repeated(n):
    """(cleaner, case and way, seconds for n, for 2n), for every cleaner and its own fixtures."""
    for name in fixture_names():
        for case in fixture(name):
            clean = with_case_options(registry.cleaner(name)(), case)
            for way, make in AGAIN.items() if case.before else ():
                yield name, f"line {case.line}, {way}", *grown(clean, partial(make, case.before), n)


def tell_growth(what, n, found):
    """Print what grows faster than it may, and what takes longest."""
    rows = list(found)
    bad = [row for row in rows if (row[3] >= _WORTH and row[3] / row[2] > BOUND) or row[3] == float("inf")]
    slow = sorted(rows, key=lambda row: -row[3])[:12]
    print(
        f"**{what} of {n:,} and {2 * n:,} characters**: {len(rows)} pairs of cleaner and input, {len(bad)} grow by more than {BOUND}.\n"
    )
    for title, found in (("Above the bound", bad), ("The slowest", slow)):
        if found:
            print(f"{title}:\n\n| cleaner | input | s | s, twice as long | ratio |\n|---|---|---:|---:|---:|")
            print(
                "\n".join(f"| {name} | {what} | {one:.3f} | {two:.3f} | {two / one:.2f} |" for name, what, one, two in found)
                + "\n",
                flush=True,
            )
    return {"characters": n, "above": bad, "slowest": slow}


def main():
    parser = material.arguments(__doc__)
    parser.add_argument("--document", type=float, nargs="*", default=[1, 4], metavar="MB")
    parser.add_argument("--hostile", type=int, default=20_000, metavar="CHARACTERS")
    parser.add_argument("--fixtures", type=int, default=0, metavar="CHARACTERS")
    given = parser.parse_args()
    texts = material.read(given.corpus)
    print(f"{machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        kept = {"documents": tell_documents(Path(folder), texts, given.document) if given.document else []}
    if given.hostile:
        kept["hostile"] = tell_growth("Hostile inputs", given.hostile, hostile(given.hostile, texts))
    if given.fixtures:
        kept["fixtures"] = tell_growth("Fixtures, said again and again,", given.fixtures, repeated(given.fixtures))
    if given.results:
        written(given.results, "growth", [], more=kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
