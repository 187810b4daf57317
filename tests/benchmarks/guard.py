"""Has anything become slower than it was? `python -m tests.benchmarks.guard`; `--record` writes what is measured as what it was.

What textclean does is held against fixed work that is none of its own, a yardstick, in turns, and the ratio against the one in
`recorded.json`: a machine that is twice as fast does both twice as fast. Instructions are counted where the system allows it, else
processor time is measured, which others on the machine still blur: therefore it only tells, and never fails. Needs no peer, and no texts but
the project's own.
"""

import argparse
import itertools
import json
import platform
import random
import re
import statistics
import sys
import time
from pathlib import Path

import numpy as np

from tests.benchmarks import dirt, material
from tests.benchmarks.instructions import gauge
from textclean.config import preset
from textclean.core.pipeline import Pipeline
from textclean.han.opencc import converter
from textclean.registry import cleaner
from textclean.unify.script import Script

RECORDED = Path(__file__).with_name("recorded.json")
SLACK = 0.15
_ROUNDS = {"instructions": 3, "time": 9}
_PATIENCE = 26.0  # seconds for all: what has not had all its rounds by then is told with fewer


class Yardstick:
    """Work of the kinds that cleaning is made of, always the same."""

    def __init__(self):
        rng = random.Random(3)
        characters = [chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(400)] + list("，。、；：？！“”\n") * 4
        self._text = "".join(rng.choices(characters, k=12_000))
        self._pattern = re.compile("(?<=[一-鿿])[，。、；：？！](?=[一-鿿])")
        self._table = {c: chr(ord(c) + 1) for c in characters if c > "一"}
        self._gather = np.arange(0x110000, dtype=np.uint32)

    def __call__(self):
        text = self._text
        text = self._pattern.sub(lambda match: match[0], text)
        lines = [line.strip() for line in text.split("\n")]
        seen = {}
        for line in lines:
            for k in range(0, len(line) - 2, 3):
                seen[line[k : k + 2]] = seen.get(line[k : k + 2], 0) + 1
        text = "".join([self._table.get(c, c) for c in text])
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        return self._gather.take(codes).tobytes().decode("utf-32-le").count("一") + len(seen)


def tasks():
    """(name, what is called, the texts, how many bytes of them are one turn) of everything that is watched."""
    texts = material.read(None)
    simplified = material.sample(texts, "simplified", material.SHORT, 40_000)
    traditional = material.sample(texts, "traditional", material.SHORT, 40_000)
    dirty = dirt.all_dirtied(simplified)
    marks = Pipeline(tuple(cleaner(f"unify.{name}")() for name in ("width", "punctuation", "quotes")))
    standard = preset("standard", script="simplified")
    rest = [standard(text) for text in dirty]
    script = Script(script="simplified")
    yield "preset, clean text", standard, simplified, 40_000
    yield "preset, dirty text", standard, dirty, 20_000
    yield "preset, traditional text", standard, traditional, 20_000
    yield "trace with edits, traditional text", lambda text: standard.run(text).edits, traditional, 20_000
    yield "engine t2s", converter("t2s").convert, traditional, 2_000_000
    yield "engine s2t", converter("s2t").convert, simplified, 700_000
    yield "unify.script, traditional text", script, traditional, 100_000
    yield "unify.script, nothing to do", script, rest, 200_000
    yield "marks in context, dirty text", marks, dirty, 100_000
    yield "debris.furniture, nothing to do", cleaner("debris.furniture")(), rest, 60_000
    yield "debris.watermark, nothing to do", cleaner("debris.watermark")(), rest, 100_000
    yield "dedupe.fragment, nothing to do", cleaner("dedupe.fragment")(), rest, 200_000
    yield "repair.glyph, nothing to do", cleaner("repair.glyph")(), rest, 150_000
    yield "repair.slip, nothing to do", cleaner("repair.slip")(), rest, 20_000
    yield "repair.mojibake, nothing to do", cleaner("repair.mojibake")(), rest, 500_000
    yield "unify.linebreaks, nothing to do", cleaner("unify.linebreaks")(), rest, 200_000


def turn_of(call, texts, size):
    """A call that goes over so many bytes, the texts again and again; and how many there are."""
    given = material.up_to(itertools.islice(itertools.cycle(texts), 10_000), size)

    def turn():
        for text in given:
            call(text)

    return turn, sum(len(text.encode()) for text in given)


def measured():
    """(what was counted, {task: how many times the yardstick's work it is, for 10,000 bytes}), in rounds in turn."""
    kind, counter, reason = gauge()
    print(f"{kind} counted" if not reason else f"time measured, instructions cannot be counted here: {reason}")
    yardstick = Yardstick()
    made = {name: turn_of(*rest) for name, *rest in tasks()}
    taken = {name: [] for name in made}
    for turn in (yardstick, *(turn for turn, _ in made.values())):
        turn()
    begun = time.perf_counter()
    for _ in range(_ROUNDS[kind]):
        for name, (turn, size) in made.items():
            before, own, behind = counter.of(yardstick), counter.of(turn), counter.of(yardstick)
            taken[name].append(own / size * 1e4 / ((before + behind) / 2))
        if time.perf_counter() - begun > _PATIENCE:
            break
    return kind, {name: statistics.median(found) for name, found in taken.items()}


def compared(found, recorded):
    """A line for each task: now, then, and whether it is slower than the slack allows."""
    for name, now in found.items():
        then = recorded.get(name)
        if then is None:
            yield f"  {name:40} {now:9.4f}  not recorded"
        else:
            change = now / then - 1
            mark = "  SLOWER" if change > SLACK else "  faster" if change < -SLACK else ""
            yield f"  {name:40} {now:9.4f}  recorded {then:9.4f}  {change:+.0%}{mark}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    recorded = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}
    kind, found = measured()
    if given.record:
        told = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "figures": {k: round(v, 5) for k, v in found.items()},
        }
        RECORDED.write_text(json.dumps(recorded | {kind: told}, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"{RECORDED.name} written")
        return 0
    before = recorded.get(kind, {})
    print(
        f"work for 10,000 bytes, the yardstick's = 1; recorded with Python {before.get('python', '-')}, {before.get('machine', '-')}"
    )
    lines = list(compared(found, before.get("figures", {})))
    print("\n".join(lines))
    slower = sum(line.endswith("SLOWER") for line in lines)
    print(
        f"{slower} of {len(lines)} slower than recorded by more than {SLACK:.0%}"
        + ("; worth a look, and a second run" if slower else "")
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
