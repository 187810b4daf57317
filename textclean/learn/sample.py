"""Documents by site, a bounded number of each, kept in a temporary database. Knows no pattern; holds nothing in memory but counts."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

LONGEST = 1 << 16
"""Characters of a document that are kept; of a longer one its beginning and its end."""
_SLACK = 2  # so many times the number that is wanted may wait before the database is tidied
_SHARE_OF_SITE = 96  # bytes of memory that a character of a site's pages may cost while they are weighed
_SHARE_OF_CACHE = 16


class Site(NamedTuple):
    """A site, how many documents of it came, and how many of them are kept."""

    name: str
    documents: int
    kept: int


class Sample:
    """A place for documents on their way: `add` each once, then ask site by site. To be used in a `with` block.

    Of each site the `limit` documents with the lowest hashes of their texts are kept, whatever the order in which they come. Equal
    texts are kept once: a page that was fetched five times has no five votes. `memory` is in bytes.

    >>> with Sample(limit=2) as sample:
    ...     for text in ("甲", "乙", "丙", "丙"): sample.add("a.cn", text)
    ...     sample.sites(), len(sample.texts("a.cn"))
    ([Site(name='a.cn', documents=4, kept=2)], 2)
    """

    def __init__(self, folder: Path | None = None, *, memory: int = 512 << 20, limit: int = 200) -> None:
        self._folder = folder
        self._memory = memory
        self._limit = limit
        self._counts: dict[str, int] = {}
        self._kept: dict[str, int] = {}
        self._bounds: dict[str, int] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Sample:
        # The folder goes with all that is in it, however the block ends, and where it ends before it has begun.
        try:
            self._open()
        except BaseException:
            self._stack.close()
            raise
        return self

    def _open(self) -> None:
        # It is said to go before it is made: whoever interrupts does so between any two steps.
        folder = Path(self._folder or tempfile.gettempdir()) / f".textclean-learn-{secrets.token_hex(8)}"
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        self._db = sqlite3.connect(folder / "sample.sqlite", isolation_level=None)
        self._stack.callback(self._db.close)
        # What a crash leaves behind is of no use, so nothing is made safe against one.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{self._memory // _SHARE_OF_CACHE >> 10}"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE page (site TEXT, hash INTEGER, text BLOB, UNIQUE (site, hash))")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def add(self, site: str, text: str) -> None:
        """One document more."""
        site = site.encode("utf-8", "replace").decode()
        self._counts[site] = self._counts.get(site, 0) + 1
        data = _shortened(text).encode("utf-8", "surrogatepass")
        mark = int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)
        if mark >= self._bounds.get(site, 1 << 63):
            return
        done = self._db.execute("INSERT OR IGNORE INTO page VALUES (?, ?, ?)", (site, mark, data))
        self._kept[site] = self._kept.get(site, 0) + done.rowcount
        if self._kept[site] >= self._limit * _SLACK:
            self._tidy(site)

    def _tidy(self, site: str) -> None:
        """Keep the lowest hashes only."""
        row = self._db.execute(
            "SELECT hash FROM page WHERE site = ? ORDER BY hash LIMIT 1 OFFSET ?", (site, self._limit)
        ).fetchone()
        if row:
            self._bounds[site] = row[0]
            self._db.execute("DELETE FROM page WHERE site = ? AND hash >= ?", (site, row[0]))
            self._kept[site] = self._limit

    def sites(self) -> list[Site]:
        """The sites, by name."""
        return [Site(name, self._counts[name], min(self._kept[name], self._limit)) for name in sorted(self._counts)]

    def texts(self, site: str) -> list[str]:
        """The kept documents of a site, lowest hash first; fewer if all of them would not go into memory."""
        room = max(LONGEST, self._memory // _SHARE_OF_SITE)
        return list(_within(room, self._rows(site)))

    def _rows(self, site: str) -> Iterator[str]:
        rows = self._db.execute("SELECT text FROM page WHERE site = ? ORDER BY hash LIMIT ?", (site, self._limit))
        for (data,) in rows:
            yield data.decode("utf-8", "surrogatepass")


def _within(room: int, texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        room -= len(text)
        if room < 0:
            return
        yield text


def _shortened(text: str) -> str:
    """A long text's beginning and end: what sites add stands there, and in the middle as well as elsewhere."""
    if len(text) <= LONGEST:
        return text
    head, tail = text[: LONGEST // 2].rpartition("\n"), text[-LONGEST // 2 :].partition("\n")
    return (head[0] or head[2]) + "\n" + (tail[2] or tail[0])
