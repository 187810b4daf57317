"""What runs over many records cost and survive: memory of each process, the gain of a second worker, deaths: `python -m tests.figures.run`.

    python -m tests.figures.run --memory                 a JSONL of 100 MB and of 2 GB, two workers, with trace and stats
    python -m tests.figures.run --memory --megabytes 100 300 --standard      the same with the default preset, at about 1 MB/s a core
    python -m tests.figures.run --workers                two workers against one, beside the same work in plain processes
    python -m tests.figures.run --kills 50               SIGKILL at random moments, then --resume

The two sizes of --memory are run with two light cleaners, so that they take a minute: what is asked is whether memory grows with the
file, and blocks, queues and what is written are the same. What a worker's tables and texts need is told with --standard. The texts
are the corpora's, over and over. All files are in a temporary folder and deleted afterwards. Needs Linux and TEXTCLEAN_SHARED.
"""

import argparse
import contextlib
import gzip
import itertools
import json
import lzma
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.material import shared_root

ROOT = Path(__file__).parents[2]
LINES = 40
CORES = 2
MEBIBYTES_ASKED, GROWTH_ASKED, SHARE_ASKED = 200, 0.30, 0.93
LIGHT = '[[cleaner]]\nname = "repair.controls"\n[[cleaner]]\nname = "unify.width"\n'
PLAIN = """
import io, sys
from textclean import preset
from textclean.formats import JsonLines
pipeline = preset("standard")
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        records = io.BytesIO(file.read())
    for record in JsonLines().read(records):
        record.encoded(pipeline.run(record.text).text)
"""


# Material


def texts():
    """Documents of forty lines of every corpus, in turn."""
    kinds = []
    for path in sorted(Path(shared_root(), "corpora").glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as opened:
            lines = opened.read().rstrip("\n").split("\n")
        kinds.append(["\n".join(lines[k : k + LINES]) for k in range(0, len(lines), LINES)])
    return [text for group in itertools.zip_longest(*kinds) for text in group if text]


def write_records(path, size, documents, begin=0):
    """A JSONL of about so many bytes."""
    with path.open("wb") as file:
        for number in itertools.count(begin):
            if file.tell() >= size:
                return
            record = {"id": number, "text": documents[number % len(documents)]}
            file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


# Processes


def started(folder, *arguments):
    """`textclean clean` with these arguments, as a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "textclean", "clean", *arguments, "-q", "--no-progress"]
    return subprocess.Popen(line, cwd=folder, env=environment, stderr=subprocess.PIPE)


def descendants(pid):
    """Process ids of all that a process began, directly or not."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def peak(pid):
    """(what a process is, the most memory it ever held in KiB), or None if it is gone."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    held = next((row.split()[1] for row in status.splitlines() if row.startswith("VmHWM:")), None)
    if held is None:
        return None
    kind = "tracker" if b"resource_tracker" in line else "worker" if b"spawn_main" in line else "launcher"
    return kind, int(held)


def peaks(child):
    """The greatest peak of each kind of process, in MiB, looked at until the run ends."""
    found = {}
    while child.poll() is None:
        for pid in (child.pid, *descendants(child.pid)):
            if told := peak(pid):
                found[told[0]] = max(found.get(told[0], 0), told[1] / 1024)
        time.sleep(0.05)
    if child.returncode:
        sys.exit(f"the run ended with {child.returncode}: {child.stderr.read().decode()}")
    return found


# Memory


def tell_memory(folder, sizes, standard):
    """Print the peaks at each size; True if they are as asked."""
    documents = texts()
    (folder / "light.toml").write_text(LIGHT)
    pipeline = [] if standard else ["--config", "light.toml"]
    print(f"memory, --jobs 2, {'the default preset' if standard else 'two light cleaners'}, with --trace and --stats")
    measured = []
    for size in sizes:
        write_records(folder / "in.jsonl", size * 1_000_000, documents)
        begun = time.monotonic()
        child = started(folder, "in.jsonl", "-o", "out.jsonl", "--trace", "t.jsonl", "--stats", "s.json", "-j", "2", *pipeline)
        found = peaks(child)
        seconds = time.monotonic() - begun
        measured.append(found)
        shown = ", ".join(f"{kind} {mebibytes:.0f}" for kind, mebibytes in sorted(found.items()))
        print(f"  {size:6,} MB in {seconds:6.0f} s ({size / seconds:5.1f} MB/s): peak MiB {shown}", flush=True)
        for path in folder.glob("*.json*"):
            path.unlink()
    most = max(max(found.values()) for found in measured)
    growth = max(measured[-1][kind] / measured[0][kind] - 1 for kind in ("launcher", "worker"))
    print(f"  most {most:.0f} MiB (asked at most {MEBIBYTES_ASKED}), growth {growth:+.0%} (asked at most {GROWTH_ASKED:.0%})")
    return most <= MEBIBYTES_ASKED and growth <= GROWTH_ASKED


# Workers


def seconds_of(*children):
    """How long it takes until all have ended, by the clock and in processor time; they are begun when asked for."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    for child in [make() for make in children]:
        if child.wait():
            sys.exit(f"a process ended with {child.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def plain(folder, *names):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return lambda: subprocess.Popen([sys.executable, "-c", PLAIN, *names], cwd=folder, env=environment)


def tell_workers(folder, size, rounds):
    """Print what a second worker gains, and what a second process gains at best; True if it is as asked."""
    documents = texts()
    half = size * 500_000
    write_records(folder / "1.jsonl", half, documents)
    write_records(folder / "2.jsonl", half, documents, begin=len((folder / "1.jsonl").read_bytes().splitlines()))
    (folder / "in.jsonl").write_bytes((folder / "1.jsonl").read_bytes() + (folder / "2.jsonl").read_bytes())
    ways = {
        "one worker": lambda: seconds_of(lambda: started(folder, "in.jsonl", "-o", "o.jsonl", "-j", "1")),
        "two workers": lambda: seconds_of(lambda: started(folder, "in.jsonl", "-o", "o.jsonl", "-j", "2")),
        "one plain": lambda: seconds_of(plain(folder, "1.jsonl", "2.jsonl")),
        "two plain": lambda: seconds_of(plain(folder, "1.jsonl"), plain(folder, "2.jsonl")),
    }
    print(
        f"workers, the default preset, {size} MB of JSONL, {rounds} rounds, each way in turn; seconds with start-up (and of processors)"
    )
    taken = {way: [] for way in ways}
    for number in range(rounds):
        order = list(ways)
        for way in order if number % 2 == 0 else reversed(order):
            taken[way].append(ways[way]())
        shown = ", ".join(f"{way} {found[-1][0]:.1f} ({found[-1][1]:.1f})" for way, found in taken.items())
        print(f"  {shown}; load of the machine {os.getloadavg()[0]:.1f}", flush=True)
    middle, work = ({way: statistics.median(seconds[k] for seconds in found) for way, found in taken.items()} for k in (0, 1))
    gain, ceiling = middle["one worker"] / middle["two workers"], middle["one plain"] / middle["two plain"]
    print(
        f"  medians: two workers {gain:.2f}x of one, two plain processes {ceiling:.2f}x of one: {gain / ceiling:.2f} of the ceiling"
    )
    print(f"  asked at least {SHARE_ASKED}; says something only where nothing else runs: a ceiling near {CORES} tells that")
    extra, unavoidable = work["two workers"] / work["one worker"] - 1, work["two plain"] / work["one plain"] - 1
    print(
        f"  processor time, which does not mind others: two workers {extra:+.0%} over one, two plain processes {unavoidable:+.0%}"
    )
    return gain / ceiling >= SHARE_ASKED


# Deaths


def write_inputs(folder):
    """Several formats, some of them compressed, with records that are set aside."""
    folder.mkdir()
    documents = texts()
    write_records(folder / "a.jsonl", 900_000, documents)
    lines = (folder / "a.jsonl").read_bytes().splitlines(keepends=True)
    lines[3], lines[40] = b"{no record}\n", b'{"text": null}\n'
    (folder / "a.jsonl").write_bytes(b"".join(lines))
    write_records(folder / "b.jsonl", 300_000, documents, begin=200)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress((folder / "b.jsonl").read_bytes(), mtime=0))
    write_records(folder / "b.jsonl", 1_500_000, documents, begin=300)
    (folder / "c.txt.xz").write_bytes(lzma.compress("\n".join(documents[600:615]).encode()))
    for number in range(8):
        (folder / f"d{number}.txt").write_text("\n".join(documents[620 + number * 5 : 625 + number * 5]), "utf-8")
    write_records(folder / "e.jsonl", 300_000, documents, begin=700)


TOLD = ("-o", "out", "--trace", "t.jsonl", "--stats", "s.json", "-j", "2")


def results(folder):
    """Every file that stands under a name of its own."""
    files = [path for path in (*folder.glob("out/**/*"), folder / "t.jsonl", folder / "s.json") if path.is_file()]
    return {path.relative_to(folder): path.read_bytes() for path in files if not path.name.startswith(".")}


def cleared(folder):
    shutil.rmtree(folder / "out", ignore_errors=True)
    for path in [*folder.glob("*.json*"), *folder.glob(".*")]:
        path.unlink()


def killed(child, after):
    """Kill a run after so many seconds; (whether it was still at work, whether all that it began are gone within five seconds)."""
    time.sleep(after)
    family = descendants(child.pid)
    at_work = child.poll() is None
    child.kill()
    child.communicate()
    deadline = time.monotonic() + 5
    while any(map(is_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return at_work, not any(map(is_alive, family))


def tell_kills(folder, number, seed):
    """Print how many runs that were killed were gone on with to the very same bytes; True if all."""
    write_inputs(folder / "in")
    lengths = []
    for _ in range(2):
        cleared(folder)
        begun = time.monotonic()
        with started(folder, "in", *TOLD) as child:
            code = child.wait()
        lengths.append(time.monotonic() - begun)
    length = min(lengths)  # so that most deaths come before the end
    whole = results(folder)
    print(f"deaths, the default preset, --jobs 2: {len(whole)} files written in {length:.1f} s, exit code {code}; seed {seed}")
    rng = random.Random(seed)
    faults, at_work, again, noted = [], 0, 0, 0
    for trial in range(number):
        cleared(folder)
        arguments = ["in", *TOLD]
        # Every third is killed once more while it goes on.
        for _ in range(1 + (trial % 3 == 2)):
            alive, gone = killed(started(folder, *arguments), rng.uniform(0.0, length))
            at_work += alive
            noted += any(folder.glob("out/.*textclean-checkpoint"))
            faults += [] if gone else [f"{trial}: a worker was left"]
            faults += [f"{trial}: {name} is not whole" for name, data in results(folder).items() if whole.get(name) != data]
            arguments = ["in", *TOLD, "--resume"]
        with started(folder, *arguments) as child:
            again = child.wait()
        if again != code:
            faults.append(f"{trial}: exit code {again}")
        if results(folder) != whole:
            faults.append(f"{trial}: other bytes than the uninterrupted run")
        if left := [str(path) for path in folder.rglob(".*")]:
            faults.append(f"{trial}: left behind {left}")
    print(f"  {number} runs were killed and gone on with ({at_work} deaths while at work, {noted} with a note to go on from)")
    print("".join(f"  {fault}\n" for fault in faults) + f"  {len(faults)} faults (asked none)")
    return not faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument(
        "--megabytes", type=int, nargs="+", default=[100, 2000], help="for --memory: from the smallest to the largest"
    )
    parser.add_argument("--standard", action="store_true", help="for --memory: the default preset")
    parser.add_argument("--workers", action="store_true")
    parser.add_argument(
        "--size", type=int, default=48, help="for --workers: megabytes; start-up counts the less, the more they are"
    )
    parser.add_argument("--rounds", type=int, default=3, help="for --workers")
    parser.add_argument("--kills", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1, help="for --kills")
    given = parser.parse_args()
    if not (given.memory or given.workers or given.kills):
        parser.error("name one of --memory, --workers, --kills N")
    parts = (
        (given.memory, lambda folder: tell_memory(folder, given.megabytes, given.standard)),
        (given.workers, lambda folder: tell_workers(folder, given.size, given.rounds)),
        (given.kills, lambda folder: tell_kills(folder, given.kills, given.seed)),
    )
    well = True
    for wanted, part in parts:
        if wanted:
            with tempfile.TemporaryDirectory() as folder:
                well = part(Path(folder)) and well
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
