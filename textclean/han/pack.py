"""Builds the packed tables that ship from tables of counts or from a folder of text: `python -m textclean.han.pack --help`.

Knows the packed format (with `textclean.data.counts`, which reads it) and nothing of what the figures are used for.
"""

from __future__ import annotations

import argparse
import itertools
import lzma
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textclean.data.counts import CHARACTERS, DIGITS, LATIN, MAGIC, OTHER, STEPS, classes
from textclean.han.chars import is_han, is_ordinary
from textclean.han.fold import fold


def of_tables(unigrams: Path, bigrams: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Counts from two files of `characters TAB count`, plain or .xz."""
    return dict(_rows(unigrams)), dict(_rows(bigrams))


def _rows(path: Path) -> Iterator[tuple[str, int]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            key, _, count = line.rstrip("\n").partition("\t")
            yield key, int(count)


def of_text(texts: Iterable[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Counts of characters and of neighbours in simplified text, in the classes of `textclean.data.counts.classes`."""
    unigrams: Counter[str] = Counter()
    bigrams: Counter[str] = Counter()
    for text in texts:
        folded = classes(text)
        unigrams.update(folded)
        bigrams.update(map("".join, itertools.pairwise(folded)))
    return dict(unigrams), dict(bigrams)


def added(
    unigrams: dict[str, int], bigrams: dict[str, int], others: tuple[dict[str, int], dict[str, int]], times: int
) -> tuple[dict[str, int], dict[str, int]]:
    """The counts with those of other text added, each counted `times` over: so that a small share of another kind is heard.

    >>> added({"王": 4}, {"王P": 2}, ({"王": 1, "侯": 1}, {"王侯": 1}), 3)
    ({'王': 7, '侯': 3}, {'王P': 2, '王侯': 3})
    """
    first, second = (
        {**own, **{key: own.get(key, 0) + times * n for key, n in other.items()}}
        for own, other in zip((unigrams, bigrams), others, strict=True)
    )
    return first, second


_HARDLY_MET = 1000


def with_words(
    unigrams: dict[str, int], bigrams: dict[str, int], words: Iterable[tuple[str, int]]
) -> tuple[dict[str, int], dict[str, int]]:
    """The counts with those of a dictionary's words added, so that rare words stay likely that no counted text held.

    `words` gives words (simplified, Chinese only) and how often each is to count. A dictionary cannot tell how often a character
    stands beside a mark, a figure or a Latin letter: there each character keeps its share. Nor does it tell the neighbours of a
    word of one character, which therefore counts only where the character was hardly met otherwise, and GB 2312 holds it.

    >>> characters, pairs = with_words({"找": 4, "茬": 1, "P": 5}, {"找P": 2}, [("找茬", 4), ("笾", 44)])
    >>> characters["找"], pairs["找茬"], pairs["找P"], characters["笾"]
    (8, 4, 4, 44)
    """
    characters, pairs = Counter(unigrams), Counter(bigrams)
    for word, count in words:
        if len(word) == 1:
            if characters[word] < _HARDLY_MET and is_ordinary(word):
                characters[word] = max(characters[word], count)
            continue
        for character in word:
            characters[character] += count
        for neighbours in map("".join, itertools.pairwise(word)):
            pairs[neighbours] += count
    for neighbours, count in bigrams.items():
        inside = [c for c in neighbours if c not in (DIGITS, LATIN, OTHER)]
        if len(inside) == 1 and unigrams.get(inside[0]):
            pairs[neighbours] = round(count * characters[inside[0]] / unigrams[inside[0]])
    return dict(characters), dict(pairs)


def of_dictionary(path: Path) -> Iterator[tuple[str, int]]:
    """The words of Chinese characters in a file of `word count …` a line, as segmenters have them."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, count, *_ = line.split()
            if all(map(is_han, word)):
                yield fold(word), int(count)


def pack(unigrams: dict[str, int], bigrams: dict[str, int], *, least: int = 3) -> bytes:
    """The packed form: the commonest characters first, bigrams of `least` and more as sorted keys, counts as logarithms."""
    # The place behind the last one is that of all that was never counted.
    characters = sorted(unigrams, key=lambda c: (-unigrams[c], c))[: CHARACTERS - 1]
    place = {c: i for i, c in enumerate(characters)}
    keys = {}
    for pair, count in bigrams.items():
        first, second = place.get(pair[0]), place.get(pair[1])
        if first is not None and second is not None and count >= least:
            keys[first * CHARACTERS + second] = count
    order = np.array(sorted(keys), dtype=np.uint32)
    gaps = np.diff(order, prepend=np.uint32(0)).astype(np.uint32)
    planes = [((gaps >> shift) & 255).astype(np.uint8) for shift in (0, 8, 16, 24)]
    head = np.array([len(characters), len(order), sum(unigrams.values())], dtype=np.uint64)
    body = [
        head.tobytes(),
        np.array([ord(c) for c in characters], dtype=np.uint32).tobytes(),
        _logarithms([unigrams[c] for c in characters]).tobytes(),
        *(plane.tobytes() for plane in planes),
        _logarithms([keys[int(k)] for k in order]).tobytes(),
    ]
    return MAGIC + zlib.compress(b"".join(body), level=9)


def _texts(folders: list[Path]) -> Iterator[str]:
    return (path.read_text("utf-8") for folder in folders for path in sorted(folder.rglob("*.txt")))


def _logarithms(counts: list[int]) -> NDArray[np.uint8]:
    steps: NDArray[np.uint8] = np.minimum(255, np.rint(np.log2(np.maximum(counts, 1)) * STEPS)).astype(np.uint8)
    return steps


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m textclean.han.pack", description=__doc__)
    parser.add_argument("source", type=Path, nargs="+", help="two tables (characters, then pairs), or folders of .txt files")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--least", type=int, default=3, help="smallest count of a pair that is kept (default 3)")
    parser.add_argument("--words", type=Path, help="a dictionary whose words are counted too: `word count …` a line")
    parser.add_argument("--text", type=Path, action="append", default=[], help="a folder of .txt files that is counted too")
    parser.add_argument("--times", type=int, default=1, help="how often each text of --text is to count (default 1)")
    given = parser.parse_args(arguments)
    if all(path.is_dir() for path in given.source):
        counts = of_text(_texts(given.source))
    elif len(given.source) == 2:
        counts = of_tables(*given.source)
    else:
        parser.error("give two tables of counts, or folders of .txt files")
    if given.text:
        counts = added(*counts, of_text(_texts(given.text)), given.times)
    if given.words:
        counts = with_words(*counts, of_dictionary(given.words))
    packed = pack(*counts, least=given.least)
    given.output.write_bytes(packed)
    print(f"{given.output}: {len(packed)} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
