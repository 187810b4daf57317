"""Where the default preset's time goes, cleaner by cleaner, inside one run: `python -m tests.benchmarks.shares [--corpus FOLDER]`.

Each cleaner's turns are timed where they are taken, so what cleaners share (lines, folded text, protected spans) is with the first that
asks. Knows the preset and how a pipeline takes its turns; compares with nobody.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass

from tests.benchmarks import material
from tests.benchmarks.measure import machine, written
from textclean.config import preset
from textclean.core.pipeline import Pipeline


class _Timed:
    """A step that adds what its turns take to a tally."""

    def __init__(self, step, taken, turns):
        self._step, self._taken, self._turns = step, taken, turns

    def turn(self, view, number, disabled):
        begun = time.perf_counter()
        try:
            return self._step.turn(view, number, disabled)
        finally:
            self._taken[self._step.name] += time.perf_counter() - begun
            self._turns[self._step.name] += 1


@dataclass(frozen=True)
class _Watched(Pipeline):
    """A pipeline whose steps are timed; the tallies are no part of what it is."""

    def watch(self):
        taken, turns = Counter(), Counter()
        object.__setattr__(self, "_timed", tuple(_Timed(step, taken, turns) for step in self.cleaners))
        return taken, turns

    @property
    def steps(self):
        return self.__dict__.get("_timed", self.cleaners)


def shares(texts, rounds):
    """(name, share of the whole, seconds for a megabyte, turns for a text) of each cleaner, the dearest first, and seconds of it all."""
    pipeline = preset("standard", script="simplified")
    watched = _Watched(pipeline.cleaners, pipeline.disable)
    for text in texts[:3]:
        watched(text)
    taken, turns = watched.watch()
    begun = time.perf_counter()
    for _ in range(rounds):
        for text in texts:
            watched.run(text)
    whole = (time.perf_counter() - begun) / rounds
    size = sum(len(text.encode()) for text in texts) / 1e6
    rows = [
        (name, found / rounds / whole, found / rounds / size, turns[name] / rounds / len(texts))
        for name, found in taken.most_common()
    ]
    return rows, whole / size


def markdown(title, rows, pace):
    """A table, down to what is below half a per cent."""
    lines = [f"**{title}**: {pace:.2f} s/MB.", "", "| cleaner | share | ms/MB | turns a text |", "|---|---:|---:|---:|"]
    lines += [f"| {name} | {share:.1%} | {1000 * each:.1f} | {turns:.1f} |" for name, share, each, turns in rows if share >= 0.005]
    rest = [row for row in rows if row[1] < 0.005]
    return "\n".join([*lines, f"| {len(rest)} more | {sum(row[1] for row in rest):.1%} | | |"]) + "\n"


def measured(samples, rounds):
    """The shares on each kind of text, told as they are ready."""
    kept = {}
    for name, texts in (("clean", samples.clean), ("dirty", samples.dirty), ("traditional", samples.traditional)):
        rows, pace = shares(texts, rounds)
        print(markdown(f"Where the preset's time goes, {name} text", rows, pace), flush=True)
        kept[name] = {"seconds for a megabyte": pace, "rows": rows}
    return kept


def main():
    from tests.benchmarks.pipeline import Samples

    given = material.arguments(__doc__).parse_args()
    print(f"{machine()}\n")
    found = measured(Samples(material.read(given.corpus), given.megabytes * 1e6), min(given.rounds, 3))
    if given.results:
        written(given.results, "shares", [], more=found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
