"""Where results go: a plan that cannot destroy an input, and files that appear only when whole. Knows no format and no text."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, NamedTuple

from textclean.core.errors import ConfigError
from textclean.run.discovery import REJECTS, Source

try:
    import fcntl
except ImportError:  # not a POSIX system: nothing keeps two runs apart there
    fcntl = None  # type: ignore[assignment]


class Job(NamedTuple):
    """One input and where its output goes; a target of None is standard output."""

    source: Source
    target: Path | None
    in_place: bool = False

    @property
    def rejects(self) -> Path | None:
        """The file beside the target for records that are set aside; None for standard output."""
        return None if self.target is None else self.target.with_name(self.target.name + REJECTS)


def plan(sources: Sequence[Source], output: str | None = None, *, in_place: bool = False) -> list[Job]:
    """A job for each input. Raises ConfigError if the inputs cannot go where they are asked to.

    With `output`, one input that was not found in a folder goes to that file (or into it, if it is a folder); several, or
    those of a folder, go below it. Without, a single input goes to standard output.
    """
    if in_place:
        return [_in_place(source, output) for source in sources]
    if output is None or output == "-":
        if len(sources) > 1 or sources[0].in_folder:
            raise ConfigError("a folder or several inputs need -o FOLDER, or --in-place to change the files themselves")
        return [Job(sources[0], None)]
    return [Job(source, target) for source, target in _targets(sources, output)]


def _in_place(source: Source, output: str | None) -> Job:
    if output is not None:
        raise ConfigError("--in-place and -o exclude each other")
    if source.path is None:
        raise ConfigError("standard input cannot be changed in place")
    if not source.path.is_file():
        raise ConfigError(f"{source.name}: only a regular file can be changed in place")
    # A link stays a link: what it leads to is written.
    return Job(source, source.path.resolve(), in_place=True)


def _targets(sources: Sequence[Source], output: str) -> Iterator[tuple[Source, Path]]:
    folder = Path(output)
    several = len(sources) > 1 or sources[0].in_folder
    if several and folder.exists() and not folder.is_dir():
        raise ConfigError(f"{output}: a folder or several inputs need a folder, and this is none")
    for source in sources:
        if not several and not folder.is_dir() and not output.endswith(os.sep):
            yield source, folder
        elif source.path is None:
            raise ConfigError(f"{output}: standard input has no name to be kept under in a folder; name a file")
        else:
            yield source, folder / source.relative


def refuse_clobbering(jobs: Sequence[Job], others: Iterable[Path | None] = ()) -> None:
    """Raise ConfigError, before anything is written, if an output is an input or another output.

    Names, links and hard links are all seen through. `others` are further files that will be written.
    """
    sources = [job.source for job in jobs]
    targets = [job.target for job in jobs if not job.in_place] + [job.rejects for job in jobs] + list(others)
    inputs = {identity: source.name for source in sources if (identity := _identity(source.path))}
    seen: set[object] = set()
    for target in targets:
        if target is None or _is_device(target):
            continue
        identity = _identity(target)
        if identity in inputs:
            raise ConfigError(f"{target}: would overwrite the input {inputs[identity]}; write elsewhere, or clean --in-place")
        key = identity or target.resolve()
        if key in seen:
            raise ConfigError(f"{target}: two outputs have this name; write them to different places")
        seen.add(key)


def refuse_standard_output(sources: Iterable[Source]) -> None:
    """Raise ConfigError if standard output was led into one of the inputs."""
    with contextlib.suppress(OSError):
        status = os.fstat(1)
        if stat.S_ISREG(status.st_mode):
            for source in sources:
                if source.path and _identity(source.path) == (status.st_dev, status.st_ino):
                    raise ConfigError(f"{source.name}: would be overwritten by the output; write elsewhere, or clean --in-place")


def _identity(path: Path | None) -> tuple[int, int] | None:
    """What tells one file from another, whatever it is called; None for a file that does not exist."""
    try:
        status = path.stat() if path else os.fstat(0)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


class Draft:
    """A file being written. It appears under its name, with the mode of the file it replaces, when the block ends without error.

    Until then the bytes are in a hidden sibling, which is removed if anything fails or `discard` was called. A name that is no
    regular file (/dev/null, a pipe) is written to directly. `backup` is a suffix under which the replaced file is kept; it
    must not exist. With `begun`, the hidden sibling has a name that a later run finds: so many bytes of it, written by an earlier
    one, stay, and it is locked, so that two runs cannot both write it. OSErrors carry the name of the file, not that of the
    sibling. `broken` is true once one was raised: what follows would leave a gap.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with Draft(folder / "a.txt") as draft: draft.write("好".encode())
    >>> (folder / "a.txt").read_text("utf-8")
    '好'
    """

    def __init__(self, path: Path, *, backup: str = "", begun: int | None = None) -> None:
        self.path = path
        self._backup = backup
        self._begun = begun
        self._kept = True
        self._left = False
        self.broken = False

    def __enter__(self) -> Draft:
        with self._named():
            real = self.path.resolve()
            if real.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder", str(self.path))
            self._real = real
            self._direct = _is_device(real)
            if self._direct or self._begun is None:
                self._sibling = real if self._direct else hidden(real, f"{secrets.token_hex(6)}.part")
                self._file: IO[bytes] = self._opened()
            else:
                self._sibling = hidden(real, "textclean.part")
                self._take_back(self._begun)
                self._file = locked(self._sibling, self.path)
                self._file.truncate(self._begun)
                self._file.seek(self._begun)
        return self

    def _opened(self) -> IO[bytes]:
        """The file that is written; an interrupt that comes just as it appears leaves none behind."""
        try:
            return self._sibling.open("wb" if self._direct else "xb")
        except BaseException as error:
            if not self._direct and not isinstance(error, OSError):
                self._sibling.unlink(missing_ok=True)
            raise

    def _take_back(self, size: int) -> None:
        """If the earlier run died just after it gave the file its name, go on from there: the name is given again at the end."""
        if size and not self._sibling.exists():
            if not self._real.is_file() or self._real.stat().st_size != size:
                raise ConfigError(f"{self.path}: what an earlier run wrote of it is gone; run without --resume to begin anew")
            self._real.replace(self._sibling)

    def sync(self) -> int:
        """Make what was written so far safe; how many bytes that is."""
        with self._named():
            if not self._direct:
                self._file.flush()
                os.fsync(self._file.fileno())
            return 0 if self._direct else self._file.tell()

    def leave(self) -> None:
        """Should the block end with an error, keep what was written so far under the hidden name, for a later run to go on with."""
        self._left = self._begun is not None

    def write(self, data: bytes) -> None:
        with self._named():
            self._file.write(data)

    def discard(self) -> None:
        """Let the file be as it was."""
        self._kept = False

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._direct:
            with self._named():
                self._file.close()
            return
        try:
            if kind is None and self._kept:
                with self._named():
                    self._commit()
        finally:
            with contextlib.suppress(OSError):
                self._file.close()
            if kind is None or not self._left:
                self._sibling.unlink(missing_ok=True)

    def _commit(self) -> None:
        self._file.flush()
        if self._real.exists():
            status = self._real.stat()
            with contextlib.suppress(OSError):  # only root may give files away, and only root needs to
                os.fchown(self._file.fileno(), status.st_uid, status.st_gid)
            os.fchmod(self._file.fileno(), stat.S_IMODE(status.st_mode))
        os.fsync(self._file.fileno())
        if self._backup and self._real.exists():
            _keep(self._real, self._real.with_name(self._real.name + self._backup))
        # Closed only afterwards: the lock must hold until the hidden name is gone.
        self._sibling.replace(self._real)
        self._file.close()
        _sync_folder(self._real.parent)

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except FileExistsError:
            raise
        except OSError as error:
            self.broken = True
            raise OSError(error.errno, f"cannot be written: {error.strerror}", str(self.path)) from error


def locked(path: Path, beside: Path) -> BinaryIO:
    """A file opened for writing, as it is, that no other run can open so until it is closed.

    Raises ConfigError, which names `beside`, if another run has it.
    """
    while True:
        file = open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666), "r+b")  # noqa: PTH123, SIM115
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise ConfigError(f"{beside}: another run is writing to it; wait for it, or write elsewhere") from None
        except OSError:  # a file system without locks
            return file
        # The run that held it may have removed or renamed it since it was opened: then the lock would hold nobody off.
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()


def hidden(path: Path, end: str) -> Path:
    """The hidden sibling of a file, whose name ends in `end`."""
    # 200 bytes of a name leave room for the rest of the sibling's within the 255 that file systems allow.
    head = os.fsdecode(os.fsencode(path.name)[:200])
    return path.with_name(f".{head}.{end}")


def _keep(path: Path, backup: Path) -> None:
    """Give a file a second name, under which it stays when the first is given to another."""
    try:
        backup.hardlink_to(path)
    except FileExistsError:
        raise FileExistsError(
            errno.EEXIST, "a backup of that name exists; choose another suffix or remove it", str(backup)
        ) from None
    except OSError:  # a file system without hard links
        with Draft(backup) as copy:
            copy.write(path.read_bytes())


def _sync_folder(folder: Path) -> None:
    """Make the new name last. Some file systems cannot, and the file itself is safe by then."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_PIECE = 1 << 15


class Stream:
    """Standard output in the shape of a Draft: every write is passed on at once, so that a reader need not wait."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def write(self, data: bytes) -> None:
        try:
            # In pieces, so that a reader who has gone is noticed: a long write may be taken whole by a pipe that is being closed.
            for at in range(0, len(data), _PIECE):
                self._stream.write(data[at : at + _PIECE])
                self._stream.flush()
        except BrokenPipeError:  # the reader has had enough, which is no fault
            raise
        except OSError as error:
            raise OSError(error.errno, f"cannot be written: {error.strerror}", "standard output") from error

    def discard(self) -> None:
        raise TypeError("what was written to a stream cannot be taken back")
