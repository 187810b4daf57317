"""Packed counts of characters and neighbours, as they lie in `bigrams.bin`: the format, and how to look them up."""

from __future__ import annotations

import re
import zlib
from functools import cache, cached_property
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from textclean.core.errors import TableError

MAGIC = b"textclean counts 2\n"  # packed with zlib: a tenth larger than with LZMA, and unpacked in a quarter of the time
CHARACTERS = 8192
STEPS = 8  # counts are kept as eighths of a power of two

DIGITS, LATIN, OTHER = "0AP"
"""Stand-ins in the counts: a run of digits, a run of Latin letters, a run of anything that is no Chinese character."""

_CLASSES = re.compile(r"[0-9０-９]+|[A-Za-zＡ-Ｚａ-ｚÀ-ɏ]+|[^0-9A-Za-z０-９Ａ-Ｚａ-ｚÀ-ɏ〇㐀-䶿一-鿿\uf900-\ufaff𠀀-𲎯\s]+")
_BLANKS = re.compile(r"\s+")


def classes(text: str) -> str:
    """`text` as it was counted: blanks out, each run of digits, of Latin letters, of anything else one stand-in.

    >>> classes("第12章，OK！他 来")
    '第0章PAP他来'
    """
    return _CLASSES.sub(_stand_in, _BLANKS.sub("", text))


def _stand_in(match: re.Match[str]) -> str:
    first = match[0][0]
    return DIGITS if first.isdigit() else LATIN if first.isalpha() else OTHER


_COMMON = 4096
"""Characters, the commonest first, whose pairs have a table of their own (16 MiB): nearly all of a text is theirs."""


class Counts:
    """Logarithms (base 2) of how often characters, and pairs of neighbours, were counted."""

    def __init__(self, packed: bytes) -> None:
        if not packed.startswith(MAGIC):
            raise TableError(f"the counts do not begin with {MAGIC!r}: the file is damaged or of another version")
        try:
            body = zlib.decompress(packed[len(MAGIC) :])
        except zlib.error as error:
            raise TableError(f"the counts cannot be unpacked ({error}): the file is damaged; install textclean-zh again") from error
        characters, pairs, self.total = (int(n) for n in np.frombuffer(body, np.uint64, 3))
        at = 24
        self.characters = body[at : at + 4 * characters].decode("utf-32-le")
        at += 4 * characters
        self._unigrams = np.frombuffer(body, np.uint8, characters, at)
        at += characters
        planes = np.frombuffer(body, np.uint8, 4 * pairs, at).reshape(4, pairs).astype(np.uint32)
        gaps = planes[0] | planes[1] << 8 | planes[2] << 16 | planes[3] << 24
        self.keys: NDArray[np.uint32] = np.cumsum(gaps, dtype=np.uint32)
        """All pairs that are kept, sorted: place of the first * CHARACTERS + place of the second."""
        self._bigrams = np.frombuffer(body, np.uint8, pairs, at + 4 * pairs)
        self._place = {c: i for i, c in enumerate(self.characters)}

    def unigram(self, character: str) -> float:
        """Logarithm of a character's count; -1 if it was never counted."""
        place = self._place.get(character)
        return -1.0 if place is None else float(self._unigrams[place]) / STEPS

    def bigram(self, first: str, second: str) -> float:
        """Logarithm of a pair's count; -1 if it was counted less often than the table keeps (three times)."""
        a, b = self._place.get(first), self._place.get(second)
        if a is None or b is None:
            return -1.0
        if a < _COMMON and b < _COMMON:
            return (int(self._of_common[a * _COMMON + b]) or -STEPS) / STEPS
        key = a * CHARACTERS + b
        at = int(np.searchsorted(self.keys, np.uint32(key)))
        return float(self._bigrams[at]) / STEPS if at < len(self.keys) and int(self.keys[at]) == key else -1.0

    def place(self, character: str) -> int:
        """Where a character stands among the counted ones, the commonest first; `len(characters)` if it was never counted."""
        return self._place.get(character, len(self.characters))

    @cached_property
    def unigrams(self) -> NDArray[np.float32]:
        """Counts (not logarithms) of the characters, by place, and behind them a nought for whatever was never counted."""
        return np.append(np.exp2(self._unigrams / np.float32(STEPS)), 0).astype(np.float32)

    @cached_property
    def bigrams(self) -> NDArray[np.float32]:
        """Counts (not logarithms) of the pairs, in the order of `keys`."""
        return np.exp2(self._bigrams / np.float32(STEPS)).astype(np.float32)

    def logarithms(self, first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.uint8]:
        """Logarithms of the counts of many pairs, given by their places, in steps (`STEPS` to a power of two); 0 for pairs not kept.

        The two arrays are broadcast to one shape.
        """
        found: NDArray[np.uint8] = self._of_common.take(first.astype(np.uint32) * _COMMON + second, mode="clip")
        rare = np.maximum(first, second) >= _COMMON
        if rare.any():
            one, other = (places[rare] for places in np.broadcast_arrays(first, second))
            wanted = one.astype(np.uint32) * np.uint32(CHARACTERS) + other
            at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            found[rare] = np.where(self.keys[at] == wanted, self._bigrams[at], 0)
        return found

    @cached_property
    def _of_common(self) -> NDArray[np.uint8]:
        """The pairs of two common characters as a square: looked up by an index, which is many times quicker than a search."""
        first, second = self.keys // CHARACTERS, self.keys % CHARACTERS
        common = (first < _COMMON) & (second < _COMMON)
        square = np.zeros(_COMMON * _COMMON, np.uint8)
        square[first[common] * _COMMON + second[common]] = self._bigrams[common]
        return square


@cache
def counts() -> Counts:
    """The counts that ship. Raises TableError if the file is missing or damaged."""
    try:
        packed = (resources.files("textclean.data") / "bigrams.bin").read_bytes()
    except OSError as error:
        raise TableError(f"textclean/data/bigrams.bin cannot be read ({error}); install textclean-zh again") from error
    return Counts(packed)
