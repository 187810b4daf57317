"""Rounds in turn, medians and ratios, and how they are shown. Knows workers, and nothing of what they do.

Each round asks every candidate once, in the same order (A1 B1 C1 A2 B2 C2 ...), so that what the machine does meanwhile falls on all
alike. What is told first is a ratio: the median, over the rounds, of a candidate's time for each byte over that of the reference in the
same round. Who is too slow for the whole sample gets the beginning of it, and the share is told.
"""

import datetime
import json
import os
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.crew import Crew, Unavailable

ROUNDS = 7
_PATIENCE = 1.5  # seconds for one turn of a candidate at most, by what its first turns took
_SHORTEST = 0.04  # seconds for one turn at least, by going over the sample several times
_FIRST = 30_000  # bytes of the turn that tells how fast it is


@dataclass(frozen=True)
class Candidate:
    """What is asked of which peer, under which name, what it does differently, and on which sample if not on the table's own."""

    label: str
    module: str
    way: str
    note: str = ""
    sample: str = ""


@dataclass(frozen=True)
class Row:
    """One candidate's figures: times faster (ratio above 1) or slower than it the reference is, and megabytes in a second."""

    label: str
    version: str = ""
    ratio: float = 0.0
    low: float = 0.0
    high: float = 0.0
    speed: float = 0.0
    slowest: float = 0.0
    fastest: float = 0.0
    share: float = 1.0
    note: str = ""
    failure: str = ""


@dataclass(frozen=True)
class Table:
    """A measurement: what was done on what, the reference, and a row for each candidate."""

    name: str
    title: str
    sample: str
    reference: str
    rounds: int
    rows: tuple[Row, ...] = field(default_factory=tuple)
    remarks: tuple[str, ...] = ()
    unit: str = "MB/s"


class _Turn:
    """A candidate that is ready: how many texts it gets, how often, and what its turns took for each byte."""

    def __init__(self, crew: Crew, candidate: Candidate, name: str, texts: Sequence[str]) -> None:
        self.candidate, self._name = candidate, name
        crew.give(candidate.module, name, texts)
        self._worker = crew.worker(candidate.module)
        self._sizes = [len(text.encode()) for text in texts]
        self.version = self._worker.ask("version")
        self._worker.ask("ready", way=candidate.way)
        self._count, self._times = self._within(_FIRST), 1
        self._fit(self._ask())  # the first turn loads what is loaded late
        self._fit(self._ask())
        self.taken: list[float] = []

    def _within(self, size: float) -> int:
        """How many texts have about so many bytes, one at least."""
        total = 0
        for count, one in enumerate(self._sizes, 1):
            total += one
            if total >= size:
                return count
        return len(self._sizes)

    def _ask(self) -> float:
        seconds = self._worker.ask("time", way=self.candidate.way, texts=self._name, count=self._count, times=self._times)
        return float(seconds) / self._times / max(1, sum(self._sizes[: self._count]))

    def _fit(self, pace: float) -> None:
        """Texts and times for a turn that is neither too long nor too short."""
        self._count = self._within(_PATIENCE / max(pace, 1e-12))
        whole = pace * sum(self._sizes[: self._count])
        self._times = max(1, round(_SHORTEST / max(whole, 1e-9)))

    @property
    def share(self) -> float:
        return sum(self._sizes[: self._count]) / max(1, sum(self._sizes))

    def take(self) -> None:
        """One turn."""
        self.taken.append(self._ask())


def table(
    crew: Crew,
    name: str,
    title: str,
    texts: Sequence[str],
    sample: str,
    candidates: Sequence[Candidate],
    rounds: int = ROUNDS,
    remarks: Sequence[str] = (),
    others: Mapping[str, Sequence[str]] | None = None,
) -> Table:
    """Measure the candidates on the texts, or on one of the `others`; the first is the reference, and has to be available."""
    samples = {"": (name, texts), **{key: (f"{name}, {key}", found) for key, found in (others or {}).items()}}
    made = [_made(crew, candidate, *samples[candidate.sample]) for candidate in candidates]
    ready = [one for one in made if isinstance(one, _Turn)]
    for _ in range(rounds):
        for one in ready:
            one.take()
    reference = made[0]
    if not isinstance(reference, _Turn):
        raise SystemExit(f"{title}: {candidates[0].label}: {reference.failure}")
    rows = [_row(one, reference) if isinstance(one, _Turn) else one for one in made]
    told = f"{sample}: {len(texts)} texts, {sum(len(t.encode()) for t in texts) / 1e6:.2f} MB"
    return Table(name, title, told, candidates[0].label, rounds, tuple(rows), tuple(remarks))


def _made(crew: Crew, candidate: Candidate, name: str, texts: Sequence[str]) -> _Turn | Row:
    try:
        return _Turn(crew, candidate, name, texts)
    except Unavailable as error:
        return Row(candidate.label, crew.version(candidate.module), note=candidate.note, failure=str(error))


def _row(one: _Turn, reference: _Turn) -> Row:
    ratios = [a / b for a, b in zip(one.taken, reference.taken, strict=True)]
    speeds = sorted(1e-6 / pace for pace in one.taken)
    figures = statistics.median(ratios), min(ratios), max(ratios), statistics.median(speeds), speeds[0], speeds[-1]
    return Row(one.candidate.label, one.version, *figures, one.share, one.candidate.note)


# How it is shown


def figure(value: float) -> str:
    """A number with as many digits as it deserves.

    >>> figure(171.3), figure(5.44), figure(0.437), figure(0)
    ('171', '5.4', '0.44', '0')
    """
    if value == 0:
        return "0"
    return (
        f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 1.95 else f"{value:.2f}" if value >= 0.02 else f"{value:.2g}"
    )


def markdown(one: Table) -> str:
    """The table in Markdown, ratios first."""
    lines = [
        f"**{one.title}.** {one.sample}; {one.rounds} rounds.",
        "",
        f"| | time, {one.reference} = 1 | min..max | {one.unit} | min..max | share of the sample | |",
        "|---|---:|---:|---:|---:|---:|---|",
        *map(_line, one.rows),
    ]
    remarks = ["", *one.remarks] if one.remarks else []
    return "\n".join([*lines, *remarks]) + "\n"


def _line(row: Row) -> str:
    label = f"{row.label} ({row.version})" if row.version and row.version not in row.label and not row.failure else row.label
    if row.failure:
        return f"| {label} | - | | | | | {_cell(row.failure)} |"
    share = "all" if row.share > 0.995 else f"{row.share:.0%}"
    figures = (
        f"**{figure(row.ratio)}**",
        f"{figure(row.low)}..{figure(row.high)}",
        figure(row.speed),
        f"{figure(row.slowest)}..{figure(row.fastest)}",
        share,
    )
    return f"| {label} | {' | '.join(figures)} | {_cell(row.note)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def machine() -> str:
    """What a figure was taken on, in a line; nothing that names the machine."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def written(folder: Path, part: str, tables: Sequence[Table], versions: dict[str, str] | None = None, more: Any = None) -> Path:
    """Keep a part's results as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{part}.json"
    told = {
        "part": part,
        "day": datetime.date.today().isoformat(),
        "machine": machine(),
        "versions": versions or {},
        "tables": [asdict(one) for one in tables],
        "more": more,
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


def read(path: Path) -> tuple[dict[str, Any], list[Table]]:
    """What `written` kept."""
    told = json.loads(path.read_text("utf-8"))
    tables = [
        Table(**{**one, "rows": tuple(Row(**row) for row in one["rows"]), "remarks": tuple(one["remarks"])})
        for one in told["tables"]
    ]
    return told, tables


def tell(one: Table) -> None:
    """Print a table as it is ready."""
    print(markdown(one), file=sys.stdout, flush=True)
