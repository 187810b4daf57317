"""How many copies MinHash finds across documents, on texts as they are and on `textclean.fold`: `python -m tests.figures.duplicates`.

Each document of forty lines is published again in the ways that sites publish: in traditional script, with half-width marks and
straight quotes, with blanks between the characters' runs, and with one character in fifty replaced. A pair counts as found if the
index of rensa hands it out; any pair of two different documents is a false one. Needs rensa and TEXTCLEAN_SHARED.
"""

import itertools
import random
import sys

from rensa import RMinHash, RMinHashLSH

import textclean
from tests.material import REPORTING, clean_documents, shared_root
from textclean.han.chars import is_han
from textclean.han.opencc import converter

SHINGLE, PERMUTATIONS, BANDS, THRESHOLD = 5, 128, 16, 0.7
NARROW = str.maketrans("，。；：！？（）“”‘’", ",.;:!?()\"\"''")


def shingles(text):
    """Runs of five characters: Chinese has no blanks at which to cut words."""
    return [text[k : k + SHINGLE] for k in range(max(1, len(text) - SHINGLE + 1))]


def spaced(text, rng):
    return "".join(c + " " * (rng.random() < 0.1) for c in text)


def changed(text, rng, common="的一是不了在人有我他这为之大来以个中上们"):
    return "".join(rng.choice(common) if is_han(c) and rng.random() < 0.02 else c for c in text)


def published(text, rng):
    """(how, the text as a second site has it)."""
    yield "the same text", text
    yield "in traditional script", converter("s2t").convert(text)
    yield "with half-width marks", text.translate(NARROW)
    yield "with stray blanks", spaced(text, rng)
    yield "one character in fifty replaced", changed(text, rng)
    yield "all of these", changed(spaced(converter("s2t").convert(text).translate(NARROW), rng), rng)


def sketch(text):
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=42)
    minhash.update(shingles(text))
    return minhash


def found(documents, key):
    """(share of copies found by kind, false pairs) for one way of making the key."""
    rng = random.Random(5)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    originals = [sketch(key(text)) for text in documents]
    for k, minhash in enumerate(originals):
        index.insert(k, minhash)
    false = sum(
        originals[j].jaccard(minhash) >= THRESHOLD for k, minhash in enumerate(originals) for j in index.query(minhash) if j < k
    )
    hits = {}
    for k, text in enumerate(documents):
        for how, copy in published(text, rng):
            minhash = sketch(key(copy))
            hits.setdefault(how, []).append(k in index.query(minhash) and originals[k].jaccard(minhash) >= THRESHOLD)
    return {how: sum(each) / len(each) for how, each in hits.items()}, false


def main():
    documents = list(itertools.islice(clean_documents(shared_root() / "corpora", "histories.simplified", REPORTING), 300))
    print(f"{len(documents)} documents, runs of {SHINGLE}, {PERMUTATIONS} permutations, similarity {THRESHOLD} and more")
    results = {name: found(documents, key) for name, key in (("as it is", str), ("textclean.fold", textclean.fold))}
    print(f"{'copy':34}" + "".join(f"{name:>16}" for name in results))
    for how in results["as it is"][0]:
        print(f"{how:34}" + "".join(f"{shares[how]:16.3f}" for shares, _ in results.values()))
    print(f"{'pairs of different documents':34}" + "".join(f"{false:16}" for _, false in results.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
