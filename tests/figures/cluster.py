"""How fast files become clean on one core, what a terabyte comes to, and what Ray costs: `python -m tests.figures.cluster` prints it.

    python -m tests.figures.cluster          one core, in seconds of the processor, files included; the rest is arithmetic
    python -m tests.figures.cluster --ray    shards over Ray on this machine, beside the same in plain processes, by the clock

The four corpora as JSON Lines of forty lines a document: normalised, in which there is nothing to do but to convert what is
traditional, and raw. Through the preset `standard`. Needs TEXTCLEAN_SHARED.
"""

import importlib.util
import json
import lzma
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, repeat
from multiprocessing import get_context
from pathlib import Path

import textclean
from tests.material import LINES, shared_root
from textclean.adapters import _shards
from textclean.formats import JsonLines
from textclean.run.clean import Order

CORPORA = {
    "histories": "histories.simplified",
    "laws": "laws.simplified",
    "verse": "poetry",
    "encyclopaedia": "wikipedia-ud.traditional",
}
CLEAN = ".clean.txt.xz"
SHARDS = 12
ROUNDS = 3
CORES = (1, 8, 64, 512)
ROOT = Path(__file__).parents[2]


def documents(path):
    """Texts of forty lines."""
    with lzma.open(path, "rt", encoding="utf-8") as opened:
        lines = opened.read().rstrip("\n").split("\n")
    return ["\n".join(lines[k : k + LINES]) + "\n" for k in range(0, len(lines), LINES)]


def write(path, texts):
    """A shard of these texts; its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"id": n, "text": t}, ensure_ascii=False) + "\n" for n, t in enumerate(texts)), "utf-8")
    return path.stat().st_size


def on_one_core(shard, output):
    """(documents, changed, seconds of the processor): the least of some rounds, since nothing but other work makes one slower."""
    pipeline = textclean.preset("standard")
    order = Order(_shards.jobs(str(shard), output), [JsonLines()], by_rule=False)
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        count = _shards.clean(order, pipeline).outcome.tally
        spent.append(time.process_time() - begun)
    return count.documents, count.changed, min(spent)


def side_by_side(folder, cores):
    """Seconds of the clock for all shards of a folder, in plain processes and over Ray: the least of some rounds, in turn."""
    import ray

    from textclean.adapters.ray import clean

    inputs, output = f"{folder}/in/*.jsonl", f"{folder}/out"
    pipeline = textclean.preset("standard")
    orders = [Order([job], [JsonLines()], by_rule=False) for job in _shards.jobs(inputs, output)]
    paths = {"env_vars": {"PYTHONPATH": str(ROOT)}}
    ray.init("local", num_cpus=cores, include_dashboard=False, log_to_driver=False, logging_level="ERROR", runtime_env=paths)
    plain, over_ray = [], []
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        for _ in range(ROUNDS + 1):  # the first starts the workers of both
            begun = time.perf_counter()
            list(pool.map(_shards.clean, orders, repeat(pipeline)))
            plain.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            clean(inputs, output)
            over_ray.append(time.perf_counter() - begun)
    ray.shutdown()
    return min(plain[1:]), min(over_ray[1:])


def shards(folder, texts):
    """Write texts as shards, dealt out like cards, so that each has its part of every corpus; megabytes in all."""
    return sum(write(folder / "in" / f"{n:02}.jsonl", texts[n::SHARDS]) for n in range(SHARDS)) / 1e6


def main() -> int:
    """Print the tables of docs/adapters.md."""
    corpora = shared_root() / "corpora"
    with tempfile.TemporaryDirectory() as name:
        if "--ray" in sys.argv[1:]:
            return ray_beside_processes(corpora, Path(name))
        speeds = one_core(corpora, Path(name))
    print("\n| cores | clean text | raw text |\n|---|---|---|")
    for cores in CORES:
        print(f"| {cores} | " + " | ".join(f"{hours(speeds[kind]) / cores:.2f} hours" for kind in ("clean", "raw")) + " |")
    return 0


def hours(speed):
    """What a terabyte takes at so many megabytes a second."""
    return 1e6 / speed / 3600


def one_core(corpora, folder):
    """Print the table of corpora; megabytes a second of each."""
    speeds = {}
    print("| corpus | documents | MB | changed | seconds | MB/s on one core | core hours for 1 TB |\n|---|---|---|---|---|---|---|")
    for kind, ending in (("clean", CLEAN), ("raw", ".txt.xz")):
        texts = {corpus: documents(corpora / (file + ending)) for corpus, file in CORPORA.items()}
        parts = {f"of it {corpus}": texts[corpus] for corpus in ("histories", "laws", "verse")} if kind == "clean" else {}
        for label, some in {kind: list(chain.from_iterable(texts.values())), **parts}.items():
            shard = folder / "in" / f"{kind} {label}.jsonl"
            size = write(shard, some) / 1e6
            number, changed, seconds = on_one_core(shard, folder / "out")
            speed = speeds[label] = size / seconds
            print(f"| {label} | {number:,} | {size:.2f} | {changed:,} | {seconds:.1f} | {speed:.2f} | {hours(speed):.0f} |")
    return speeds


def ray_beside_processes(corpora, folder):
    """Print what Ray costs."""
    if importlib.util.find_spec("ray") is None:
        print("Ray is not installed: pip install 'textclean-zh[ray]'", file=sys.stderr)
        return 2
    size = shards(folder, list(chain.from_iterable(documents(corpora / (file + CLEAN)) for file in CORPORA.values())))
    for cores in range(1, (os.cpu_count() or 1) + 1):
        plain, over_ray = side_by_side(folder, cores)
        print(
            f"{SHARDS} shards of {size:.2f} MB in all, cores: {cores}; "
            f"plain processes {plain:.1f} s ({size / plain:.2f} MB/s), Ray {over_ray:.1f} s ({size / over_ray:.2f} MB/s)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
