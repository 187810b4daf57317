"""Where a run stands, on disk, so that a later run goes on there after any death. Knows files' names and sizes; knows no format."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textclean._version import __version__
from textclean.core.errors import ConfigError
from textclean.report.tally import Tally
from textclean.run.output import Job, hidden, locked

FORMAT = "textclean-checkpoint"
VERSION = 1
EVERY = 1.0
"""Seconds between two notes of where a run stands; making what was written safe costs a few milliseconds each time."""


@dataclass
class Standing:
    """Where a run stands: so many jobs are whole, and of the next one so much is.

    job              position of the first job that is not whole
    offset, first    where its next block begins, in bytes, and the number of that block's first record
    changed          if anything in it was changed so far
    sizes            bytes that are safe of each file being written, by its part in the run
    gathering        what a report was to show so far
    """

    job: int = 0
    offset: int = 0
    first: int = 1
    changed: bool = False
    sizes: dict[str, int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    gathering: dict[str, Any] | None = None


def identity(jobs: Sequence[Job], fingerprint: str, options: Iterable[object]) -> str:
    """What two runs must share for one to go on where the other stopped: inputs, configuration, version and options."""
    told = hashlib.sha256(f"{__version__} {fingerprint} {list(map(str, options))}".encode())
    for job in jobs:
        told.update(f"{job.source.name}\0{job.target}".encode("utf-8", "surrogateescape"))
        if job.source.path is not None:
            status = job.source.path.stat()
            told.update(f"\0{status.st_size} {status.st_mtime_ns}\0".encode())
    return told.hexdigest()


class Checkpoint:
    """The note of one run, a hidden file beside its output, and a lock that keeps a second run away from the same output.

    Used as a context: entered, it locks. Left without an error, or with nothing noted yet, the note is removed. Raises
    ConfigError if another run holds the lock, or if an earlier run that is to be gone on with had other inputs or another
    configuration.
    """

    def __init__(self, beside: Path, identity: str, *, resume: bool) -> None:
        self._path = hidden(beside, "textclean-checkpoint")
        self._lock_path = hidden(beside, "textclean-lock")
        self._beside = beside
        self._identity = identity
        self._resume = resume
        self._last = time.monotonic()
        self.noted = False

    def __enter__(self) -> Checkpoint:
        with self._named():
            self._lock = locked(self._lock_path, self._beside)
        try:
            self.standing = self._found() if self._resume else Standing()
        except BaseException:
            self._unlock()
            raise
        self.noted = self._resume and self._path.exists()
        return self

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Errors name the folder, which people know, and not the hidden files in it."""
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, f"cannot be written to: {error.strerror}", str(self._beside.parent)) from error

    def _found(self) -> Standing:
        try:
            told = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return Standing()
        except ValueError:
            raise ConfigError(f"{self._path}: is damaged; remove it, and run without --resume") from None
        if told.get("format") != FORMAT or told.get("version") != VERSION:
            raise ConfigError(f"{self._path}: was written by another version of textclean; run without --resume")
        if told["run"] != self._identity:
            raise ConfigError(
                f"{self._beside}: the run that stopped here had other inputs, another configuration or other options; "
                "give the same again, or run without --resume to begin anew"
            )
        standing = told["standing"]
        return Standing(**(standing | {"tally": Tally.restored(standing["tally"])}))

    @property
    def is_due(self) -> bool:
        """True if the last note is old enough for another."""
        return time.monotonic() - self._last >= EVERY

    def note(self, standing: Standing) -> None:
        """Put down where the run stands. What it says must be safe on disk by then."""
        where = vars(standing) | {"tally": standing.tally.as_state()}
        told = {"format": FORMAT, "version": VERSION, "run": self._identity, "standing": where}
        sibling = self._path.with_name(self._path.name + ".new")
        with self._named():
            with sibling.open("wb") as file:
                file.write(json.dumps(told).encode())
                file.flush()
                os.fsync(file.fileno())
            sibling.replace(self._path)
        self.noted = True
        self._last = time.monotonic()

    def forget(self) -> None:
        """Remove the note: there is nothing to go on with."""
        for path in (self._path, self._path.with_name(self._path.name + ".new")):
            path.unlink(missing_ok=True)
        self.noted = False

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or not self.noted:
            self.forget()
        self._unlock()

    def _unlock(self) -> None:
        with contextlib.suppress(OSError):
            self._lock_path.unlink(missing_ok=True)
        self._lock.close()
