"""Literals to look for, as many as a busy site list has, and how they are found here. Knows no peer.

The list is handed to workers as a file, named by an environment variable: every process looks for the same strings.
"""

import json
import os
import random
import re
from pathlib import Path

FILE = "TEXTCLEAN_BENCH_LITERALS"
NUMBER = 2_000


def made(texts, seed=5):
    """Strings of four to eight characters of the texts' own, which is the worst that a filter can meet; in order."""
    rng = random.Random(seed)
    characters = [c for c in "".join(texts) if "一" <= c <= "鿿"]
    found = set()
    while len(found) < NUMBER:
        found.add("".join(rng.choices(characters, k=rng.randint(4, 8))))
    return sorted(found)


def planted(texts, strings, seed=6):
    """The texts with one of the strings put in at the end of some lines."""
    rng = random.Random(seed)
    return ["\n".join(line + (rng.choice(strings) if rng.random() < 0.02 else "") for line in text.split("\n")) for text in texts]


def write(path, strings):
    """For workers that are started later."""
    Path(path).write_text(json.dumps(strings), "ascii")
    os.environ[FILE] = str(path)


def strings():
    """The list of this measurement."""
    return json.loads(Path(os.environ[FILE]).read_text("ascii"))


def finder(kind):
    """What finds them: the table of `debris.learned`, or one alternation."""
    found = strings()
    if kind == "re":
        pattern = re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))))
        return lambda text: [match.span() for match in pattern.finditer(text)]
    from textclean.debris._patterns import Pattern
    from textclean.debris.learned import Table

    return Table([Pattern("inside", (one,)) for one in found])._scan
