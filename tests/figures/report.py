"""What a report costs: `python -m tests.figures.report`. Memory and size as documents come, and the time it adds to cleaning."""

import json
import time
from pathlib import Path

import textclean
from tests.material import FIXTURES
from tests.test_html_report import sample
from textclean.report.html.gathering import Gathering
from textclean.report.html.page import About, page

MANY = 200_000


def most():
    """The most memory that this process has taken so far, in MB."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def growth():
    """A row for each doubling."""
    made = Gathering()
    print("documents  memory, MB  page, MB  note for --resume, MB")
    for number in range(1, MANY + 1):
        made.add(sample(number), "corpus.jsonl", number)
        if number in (12_500, 25_000, 50_000, 100_000, 200_000):
            memory = most()
            size, note = len(page(made, About())), len(json.dumps(made.as_state()))
            print(f"{number:9,}  {memory:10.0f}  {size / 1e6:8.2f}  {note / 1e6:6.2f}")


def cost():
    """Cleaning, then gathering what was done, on the documents of the fixtures."""
    pipeline = textclean.preset("standard")
    texts = [path.read_text("utf-8") for path in sorted((FIXTURES / "documents").glob("*.raw.txt"))] * 20
    Gathering().add(pipeline.run(texts[0]), "warm", 0)
    begun = time.process_time()
    results = [pipeline.run(text) for text in texts]
    cleaned = time.process_time()
    for result in results:
        _ = result.edits
    merged = time.process_time()
    made = Gathering()
    for start in range(0, len(results), 40):
        part = Gathering(made.wanted())
        for number, result in enumerate(results[start : start + 40], start):
            part.add(result, "corpus", number)
        made.merge(part)
    done = time.process_time()
    whole = cleaned - begun
    print(
        f"cleaning {whole:.2f} s; merging edits {(merged - cleaned) / whole:.0%} more, the rest of the report {(done - merged) / whole:.0%}"
    )


if __name__ == "__main__":
    growth()
    cost()
