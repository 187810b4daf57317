"""How well planted characters are put back, on text that was neither counted nor tuned on: `python -m tests.figures.glyph`.

    python -m tests.figures.glyph            the figures, on the reporting half of the histories
    python -m tests.figures.glyph --tuning   the same on the half on which thresholds are chosen
    python -m tests.figures.glyph --fit      the weights of `textclean/repair/_planted.py`, fitted on the tuning half
    python -m tests.figures.glyph --counted FOLDER    writes there what was counted of the histories, for `textclean.han.pack`
    python -m tests.figures.glyph --speed    beside a decoding and encoding of the same text, in one run
    python -m tests.figures.glyph --likeness the priors of `textclean/han/lookalike.py`, counted on half of the table

Three in four documents of the tuning half were counted, so that the model knows the genre; thresholds are chosen, and weights are
fitted, on the others. A document is forty lines, about 1,500 characters. One table of substitutions is drawn for each, as a spinner has one: for every
character at most one that replaces it. Needs TEXTCLEAN_SHARED, the folder of the shared material.
"""

import argparse
import math
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tests.material import FIXTURES, REPORTING, TUNING, clean_documents, shared_root
from textclean import data
from textclean.config import preset
from textclean.han import lookalike
from textclean.han.chars import is_han
from textclean.han.fold import fold
from textclean.han.opencc import converter
from textclean.repair import _planted, glyph
from textclean.repair.glyph import Glyph

SHARE, FEW = 0.02, 3
PROSE = sorted((FIXTURES / "prose").glob("*.txt"))
STEP = (57, 64)  # code points between planted characters, as real pages have them


def substitutions(ambiguities=("none", "low")):
    """Every (broken, right) of the table that is not a character's own simplified form."""
    rows = ((broken, right) for broken, right, ambiguity, *_ in data.rows("glyphs.tsv") if ambiguity in ambiguities)
    return sorted({(broken, right) for broken, right in rows if fold(broken) != right})


def spinner(pairs, rng):
    """For every character that can be replaced, the one that replaces it."""
    by_right = defaultdict(list)
    for broken, right in pairs:
        by_right[right].append(broken)
    return {right: rng.choice(broken) for right, broken in sorted(by_right.items())}


class Planted(NamedTuple):
    """A text, and what stood where characters were planted."""

    text: str
    truth: dict[int, str]


def plant(text, table, rng, *, count=None, step=False):
    """Replace characters of `text`: `count` of them, or two in a hundred Chinese characters; scattered, or at a step."""
    wanted = round(SHARE * sum(map(is_han, text))) if count is None else count
    places = _stepped(text, table, rng) if step else [at for at, c in enumerate(text) if c in table]
    if step:
        first = rng.randrange(max(1, len(places) - wanted + 1))
        chosen = places[first : first + wanted]
    else:
        chosen = rng.sample(places, min(wanted, len(places)))
    characters = list(text)
    for at in chosen:
        characters[at] = table[text[at]]
    return Planted("".join(characters), {at: text[at] for at in chosen})


def _stepped(text, table, rng):
    """One place in each block; a block whose place has nothing to replace is passed over, as on real pages."""
    at, places = rng.randint(*STEP), []
    while at < len(text):
        if text[at] in table:
            places.append(at)
        at += rng.randint(*STEP)
    return places


class Score(NamedTuple):
    planted: int
    right: int
    wrong: int
    again: int  # documents that a second run would change

    @property
    def precision(self):
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self):
        return self.right / max(1, self.planted)


def score(documents, cleaner, pairs, seed=7, **how):
    """Plant, clean, count: an edit is right if it gives back what stood there."""
    rng = random.Random(seed)
    total = [0, 0, 0, 0]
    for text in documents:
        planted = plant(text, spinner(pairs, rng), rng, **how)
        result = cleaner.run(planted.text)
        right = sum(planted.truth.get(e.start) == e.replacement for e in result.edits)
        total[0] += len(planted.truth)
        total[1] += right
        total[2] += len(result.edits) - right
        total[3] += cleaner(result.text) != result.text
    return Score(*total)


@contextmanager
def without(broken):
    """The cleaner as if the table held no row of these characters."""
    rows = data.rows
    caches = (lookalike.listed, glyph._known, glyph._ordinary, glyph._rare, glyph._seldom, glyph._known_or_rare)
    kept = {name: list(rows(name)) for name in ("glyphs.tsv",)}
    data.rows = lambda name: (r for r in kept[name] if r[0] not in broken) if name in kept else rows(name)
    for cached in caches:
        cached.cache_clear()
    try:
        yield
    finally:
        data.rows = rows
        for cached in caches:
            cached.cache_clear()


def held_out(pairs):
    """Every second broken character of the table, by its code point."""
    return {broken for broken, _ in pairs if ord(broken) % 2}


def figures(documents):
    """(what, score) for each row that is reported."""
    pairs = substitutions()
    yield "two in a hundred", score(documents, Glyph(), pairs)
    yield "two in a hundred, at a step", score(documents, Glyph(), pairs, step=True)
    yield "three in a document", score(documents, Glyph(), pairs, count=FEW)
    yield "three in a document, at a step", score(documents, Glyph(), pairs, count=FEW, step=True)
    yield "two in a hundred, ordinary characters among them", score(documents, Glyph(), substitutions(("none", "low", "high")))
    out = held_out(pairs)
    unknown = [pair for pair in pairs if pair[0] in out]
    with without(out):
        yield "two in a hundred, none in the table, level farm", score(documents, Glyph(level="farm"), unknown)


class Position(NamedTuple):
    """One replaced character of a real page."""

    at: int
    broken: str
    right: str


def real_page(root):
    """A page on which a farm planted characters, and where."""
    rows = (line.split("\t") for line in Path(root, "seeds", "broken-characters-004.tsv").read_text("utf-8").splitlines()[1:])
    return Path(root, "seeds", "004.txt").read_text("utf-8"), [Position(int(at), broken, right) for at, broken, right, _ in rows]


def on_real_page(root):
    """(right, wrong, of how many) by the default preset, and of the look-alikes alone with no row of theirs in the table."""
    text, positions = real_page(root)
    result = preset("standard").run(text)
    stands = [(p, result.text[slice(*result.alignment.to_cleaned(p.at, p.at + 1))]) for p in positions]
    right = sum(found == p.right for p, found in stands)
    yield "default preset", right, sum(found not in (p.right, p.broken) for p, found in stands), len(positions)
    alike = [p for p in positions if fold(p.broken) != p.right]
    with without({p.broken for p in alike}):
        edits = {e.start: e.replacement for e in Glyph(level="farm").run(text).edits}
    right = sum(edits.get(p.at) == p.right for p in alike)
    yield "look-alikes without their rows, level farm", right, len(edits) - right, len(alike)


def false_edits(texts, level="standard"):
    """(characters, what was changed, with its neighbours) of clean text, by this cleaner alone: each of them is a false one."""
    edits = [(text[max(0, e.start - 6) : e.end + 6], e.replacement) for text in texts for e in Glyph(level=level).run(text).edits]
    return sum(map(len, texts)), edits


def mended_by(pipeline, texts):
    """What this cleaner does to clean text as a part of a pipeline, in all rounds, each edit with its neighbours."""
    turns = [turn for text in texts for turn in pipeline.run(text).passes if turn.cleaner == "repair.glyph"]
    return [(turn.before[max(0, e.start - 6) : e.end + 6], e.replacement) for turn in turns for e in turn.edits]


def histories(root, half):
    """Documents of which nothing was counted: the reporting half, or every fourth one of the tuning half."""
    documents = clean_documents(root / "corpora", "histories.simplified", half)
    return documents[::4] if half == TUNING else documents


def write_counted(root, folder):
    """The other documents of the tuning half, a file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(clean_documents(root / "corpora", "histories.simplified", TUNING)):
        if number % 4:
            (folder / f"{number:05}.txt").write_text(text, "utf-8")


def tabled(documents):
    """`features` of suspects that the table knows."""
    pairs = substitutions()
    return features(documents, pairs, glyph._known(), lambda broken: lookalike.listed()[broken])


def proposed(documents):
    """`features` of suspects that it does not know: half of its broken characters are taken out, not those of `held_out`."""
    pairs = substitutions()
    out = {broken for broken, _ in pairs} - held_out(pairs)
    with without(out):
        rare = glyph._rare() | glyph._seldom()
        return features(documents, [pair for pair in pairs if pair[0] in out], rare, lookalike.proposed)


PLANTINGS = 4


def features(documents, pairs, suspicious, candidates, seed=3):
    """(features, was it planted and is the candidate right) of every suspect of planted documents, and of prose left as it is."""
    rng = random.Random(seed)
    rows, labels = [], []
    untouched = [path.read_text("utf-8") for path in PROSE if ".traditional." not in path.name]
    every = [plant(text, spinner(pairs, rng), rng) for _ in range(PLANTINGS) for text in documents]
    for planted in (*every, *(Planted(text, {}) for text in untouched)):
        places = ((at, candidates(planted.text[at])) for at in glyph._positions(planted.text, suspicious))
        doubts = [(at, rights) for at, rights in places if rights]
        for one in _planted.weigh(planted.text, _planted.Habits(planted.text, glyph._known()), doubts):
            rows.append(one.features)
            labels.append(planted.truth.get(one.at) == one.right)
    return np.array(rows), np.array(labels)


def fit(rows, labels, rounds=30):
    """Weights and intercept of a logistic regression, by Newton's method with a little ridge."""
    x = np.column_stack([rows, np.ones(len(rows))])
    weights = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 0.1 * np.eye(x.shape[1])
        weights += np.linalg.solve(hessian, x.T @ (labels - p) - 0.1 * weights)
    return weights


def likeness():
    """For each kind of likeness: how many candidates are so, and the logarithm of the share that is right."""
    rights = defaultdict(set)
    for broken, right in substitutions():
        if broken not in held_out([(broken, right)]):
            rights[broken].add(right)
    like = [(how, right in meant) for broken, meant in rights.items() for right, how in lookalike.likeness(broken).items()]
    every, good = Counter(how for how, _ in like), Counter(how for how, is_right in like if is_right)
    return [(how, n, math.log2((good[how] + 0.2) / n)) for how, n in sorted(every.items())]


def speed(root, rounds=9):
    """(what, median, least, most) of the cleaner's speed as a share of encoding and decoding, rounds interleaved."""
    laws = clean_documents(root / "corpora", "laws.simplified")[:200]
    for what, texts in (("clean text, statutes", laws), ("a page with planted characters", [real_page(root)[0]] * 20)):
        shares = []
        for _ in range(rounds):
            plain = _seconds(lambda text: text.encode().decode(), texts)
            shares.append(plain / _seconds(Glyph().run, texts))
        yield what, statistics.median(shares), min(shares), max(shares)


def _seconds(work, texts):
    begun = time.perf_counter()
    for text in texts:
        work(text)
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--tuning", "--fit", "--speed", "--likeness"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("--counted", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    if given.likeness:
        for (kind, doublings, alike), n, prior in likeness():
            print(f"{kind:6} {doublings} {'read alike' if alike else '':10} {n:6} {prior:6.1f}")
        return 0
    root = shared_root()
    if given.counted:
        write_counted(root, given.counted)
        return 0
    if given.speed:
        for what, share, low, high in speed(root):
            print(f"{what}: {share:.2%} of the speed of encode and decode (rounds from {low:.2%} to {high:.2%})")
        return 0
    half = TUNING if given.tuning or given.fit else REPORTING
    documents = histories(root, half)
    if given.fit:
        names = (*_planted.Features._fields, "intercept")
        for name, known, guessed in zip(names, fit(*tabled(documents)), fit(*proposed(documents)), strict=True):
            print(f"{name:10} {known:6.2f} {guessed:6.2f}")
        return 0
    for what, right, wrong, of in on_real_page(root):
        print(f"a real page, {what}: {right} of {of} right, {wrong} wrong")
    prose = [path.read_text("utf-8") for path in PROSE if ".simplified." in path.name]
    articles = [converter("t2s").convert(text) for text in clean_documents(root / "corpora", "wikipedia-ud.traditional", half)]
    for name, texts in (("histories", documents), ("encyclopaedia", articles), ("prose of our own", prose)):
        for what, s in figures(texts):
            print(f"{name}, {what:49} planted {s.planted:6}  precision {s.precision:.4f}  recall {s.recall:.4f}  again {s.again}")
    for level in ("standard", "farm"):
        for name in ("histories.simplified", "laws.simplified", "poetry", "wikipedia-ud.traditional"):
            texts = documents if name.startswith("histories") else clean_documents(root / "corpora", name, half)
            _tell(name, level, *false_edits(texts, level))
        _tell("prose of our own", level, *false_edits([path.read_text("utf-8") for path in PROSE], level))
    for script in ("simplified", "traditional"):
        for name in ("histories.simplified", "laws.simplified", "poetry", "wikipedia-ud.traditional"):
            texts = histories(root, half) if name.startswith("histories") else clean_documents(root / "corpora", name, half)
            if script == "simplified" or name in ("poetry", "wikipedia-ud.traditional"):
                _tell(
                    name,
                    f"standard, whole preset, script {script}",
                    sum(map(len, texts)),
                    mended_by(preset("standard", script=script), texts),
                )
        texts = [path.read_text("utf-8") for path in PROSE if script == "simplified" or ".simplified." not in path.name]
        _tell(
            "prose of our own",
            f"standard, whole preset, script {script}",
            sum(map(len, texts)),
            mended_by(preset("standard", script=script), texts),
        )
    return 0


def _tell(name, level, characters, edits):
    bound = (
        f"by the rule of three at most {3e6 / characters:.1f} per million"
        if not edits
        else f"{len(edits) * 1e6 / characters:.1f} per million"
    )
    print(f"clean text, level {level}, {name}: {len(edits)} edits in {characters} characters, {bound}")
    for around, put in edits:
        print(f"    {around!r} -> {put}")


if __name__ == "__main__":
    sys.exit(main())
