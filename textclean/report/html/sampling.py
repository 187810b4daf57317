"""A sample that does not depend on the order: the things with the lowest keys, however many come. Knows nothing of what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

Value = TypeVar("Value")
Key = tuple[float, ...]

_SLACK = 2  # so many times the number that is wanted may wait before the highest are dropped


def mark(*parts: object) -> int:
    """A number as good as drawn by lot, and always the same for the same parts; 53 bits, so that a browser reads it exactly."""
    told = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big") >> 11


named = lru_cache(maxsize=4096)(mark)
"""The same, remembered, for what comes again and again."""


class Lowest(Generic[Value]):
    """The `limit` values with the lowest keys. A value whose key is there already is put together with it by `combine`.

    Whatever is among the lowest at the end has been so ever since it came, so that counts kept in values are exact. Two samples
    merged are the sample of all.

    >>> sample = Lowest(2, max)
    >>> for key, value in [((3,), "c"), ((1,), "a"), ((2,), "b"), ((1,), "z")]: sample.put(key, value)
    >>> sample.items()
    [((1,), 'z'), ((2,), 'b')]
    """

    def __init__(self, limit: int, combine: Callable[[Value, Value], Value]) -> None:
        self._limit = limit
        self._combine = combine
        self._kept: dict[Key, Value] = {}
        self._bound: Key | None = None

    def wants(self, key: Key) -> bool:
        """False if a value with this key would be dropped anyway: then it need not be made."""
        return self._bound is None or key < self._bound

    def put(self, key: Key, value: Value) -> None:
        """One value more."""
        if not self.wants(key):
            return
        self._kept[key] = self._combine(self._kept[key], value) if key in self._kept else value
        if len(self._kept) >= self._limit * _SLACK:
            self._tidy()

    def _tidy(self) -> None:
        self._kept = dict(self.items())
        if len(self._kept) == self._limit:
            self._bound = max(self._kept)

    def get(self, key: Key) -> Value | None:
        """The value with this key, if it is kept."""
        return self._kept.get(key)

    @property
    def bound(self) -> Key | None:
        """From this key on nothing is wanted; None while there is room."""
        if len(self._kept) >= self._limit:
            self._tidy()
        return self._bound

    def expect(self, bound: Key | None) -> None:
        """Keep nothing from this key on: the sample is to be merged with one that does not want it."""
        self._bound = bound

    def merge(self, other: Lowest[Value]) -> None:
        """Add what another sample kept."""
        for key, value in other.items():
            self.put(key, value)

    def items(self) -> list[tuple[Key, Value]]:
        """What is kept, lowest key first."""
        return [(key, self._kept[key]) for key in sorted(self._kept)[: self._limit]]

    def values(self) -> list[Value]:
        return [value for _, value in self.items()]
