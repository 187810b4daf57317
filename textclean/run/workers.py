"""Tasks to outcomes, in order: in this process, or in workers of which one that dies costs a record. Knows no file."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import pickle
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from textclean.core.errors import InputError, TextcleanError
from textclean.core.pipeline import Pipeline
from textclean.run.work import Outcome, Task, work

Label = TypeVar("Label")

_LOOK = 0.2  # seconds between two looks at what the workers are at
_TRIES = 3  # workers that may die over a block while they are at none of its records
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


class Engine(Protocol):
    """Does tasks."""

    def outcomes(self, tasks: Iterable[tuple[Label, Task | None]]) -> Iterator[tuple[Label, Outcome | Exception | None]]:
        """For each task, in order, its label and what became of it; what is no task is passed on."""
        ...

    def close(self) -> None:
        """End what was begun for it."""
        ...


@dataclass
class Here:
    """Does each task in this process, when it is asked for."""

    pipeline: Pipeline

    def __post_init__(self) -> None:
        self._fingerprint = self.pipeline.fingerprint()

    def outcomes(self, tasks: Iterable[tuple[Label, Task | None]]) -> Iterator[tuple[Label, Outcome | Exception | None]]:
        for label, task in tasks:
            if task is None:
                yield label, None
                continue
            try:
                done: Outcome | Exception = work(task, self.pipeline, self._fingerprint)
            except Exception as error:
                done = error
            yield label, done

    def close(self) -> None:
        pass


class Workers:
    """Does tasks in processes of their own, at most a few more of them read than there are workers.

    number    how many workers          seconds   how long one record may take, or None

    A worker that dies, or works on one record for longer than it may, costs that record: it is set aside with the reason, and
    a new worker does the rest. Workers end when this process does, however it ends.
    """

    def __init__(self, pipeline: Pipeline, number: int, seconds: float | None = None) -> None:
        self._pipeline = pipeline
        self._seconds = seconds
        # A new interpreter holds nothing of this one: neither locks nor files, nor the other workers' pipes.
        self._context = multiprocessing.get_context("spawn")
        self._number = number
        self._workers: list[_Worker[Any]] = []

    def outcomes(self, tasks: Iterable[tuple[Label, Task | None]]) -> Iterator[tuple[Label, Outcome | Exception | None]]:
        source = iter(tasks)
        queue: deque[_Slot[Label]] = deque()
        waiting: deque[_Slot[Label]] = deque()
        exhausted = False
        try:
            while True:
                while queue and queue[0].is_done:
                    slot = queue.popleft()
                    yield slot.label, slot.outcome
                while not exhausted and len(queue) <= 2 * self._number:
                    following = next(source, None)
                    if following is None:
                        exhausted = True
                    else:
                        slot = _Slot(*following)
                        queue.append(slot)
                        if not slot.is_done:
                            waiting.append(slot)
                if not queue:
                    return
                self._hand_out(waiting)
                if not queue[0].is_done:
                    self._collect(waiting)
        finally:
            self.close()

    def _hand_out(self, waiting: deque[_Slot[Any]]) -> None:
        while waiting:
            free = next((worker for worker in self._workers if worker.slot is None), None)
            if free is None:
                if len(self._workers) >= self._number:
                    return
                free = _Worker(self._context, self._pipeline)
                self._workers.append(free)
            free.begin(waiting.popleft())

    def _collect(self, waiting: deque[_Slot[Any]]) -> None:
        """Take what workers have done, and see to those that died or take too long."""
        busy = {worker.pipe: worker for worker in self._workers if worker.slot is not None}
        for pipe in wait(list(busy), _LOOK):
            worker = busy.pop(pipe)
            if not worker.take():
                self._replace(worker, worker.cause_of_death(), waiting)
        for worker in busy.values():
            if self._seconds is not None and worker.seconds() > self._seconds:
                worker.kill()
                self._replace(worker, f"took longer than the {self._seconds:g} seconds that --max-seconds allows", waiting)

    def _replace(self, worker: _Worker[Any], reason: str, waiting: deque[_Slot[Any]]) -> None:
        self._workers.remove(worker)
        slot = worker.slot
        assert slot is not None and slot.task is not None
        position = worker.position
        skipped = {at for at, _ in slot.task.skip}
        if position < 0 and slot.tries < _TRIES:
            # It died before it was at any record, or when it was done with all: that is no record's fault.
            slot.tries += 1
            waiting.appendleft(slot)
        elif slot.task.block.whole or position < 0 or position in skipped:
            slot.finish(InputError(reason))
        else:
            slot.task = slot.task._replace(skip=(*slot.task.skip, (position, reason)))
            waiting.appendleft(slot)

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        self._workers.clear()


class _Slot(Generic[Label]):
    """A task on its way, in its place in the order."""

    def __init__(self, label: Label, task: Task | None) -> None:
        self.label = label
        self.task = task
        self.outcome: Outcome | Exception | None = None
        self.is_done = task is None
        self.tries = 0

    def finish(self, outcome: Outcome | Exception) -> None:
        self.outcome, self.task, self.is_done = outcome, None, True


class _Worker(Generic[Label]):
    """A process, the pipe to it, and a board on which it notes where it is: position of the record, and since when."""

    def __init__(self, context: Any, pipeline: Pipeline) -> None:
        self.pipe, end = context.Pipe()
        self._board = context.RawArray("d", [-1.0, 0.0])
        self.slot: _Slot[Label] | None = None
        self._process = context.Process(target=_serve, args=(end, pipeline, self._board), daemon=True)
        with _uninterrupted():
            self._process.start()
        end.close()

    @property
    def position(self) -> int:
        return int(self._board[0])

    def begin(self, slot: _Slot[Label]) -> None:
        self.slot = slot
        self._board[0] = -1.0
        with contextlib.suppress(OSError):  # it died while it was idle: that is seen when its pipe is looked at
            self.pipe.send(slot.task)

    def take(self) -> bool:
        """Take over what it sent; False if it is dead."""
        try:
            outcome = self.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            return False
        assert self.slot is not None
        self.slot.finish(outcome)
        self.slot = None
        return True

    def seconds(self) -> float:
        """How long it has been at its record."""
        return time.monotonic() - self._board[1] if self._board[0] >= 0 else 0.0

    def cause_of_death(self) -> str:
        self._process.join()
        code = self._process.exitcode
        if code is not None and code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            hint = ", as happens when memory runs out" if -code == signal.SIGKILL else ""
            return f"the worker was killed by {name}{hint}"
        return f"the worker ended with exit code {code}"

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Around the start of a process, so that it does not hear the terminal's interrupts before it can say that it will not."""
    resource_tracker.ensure_running()  # it would let them through again when it is begun
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, pipeline: Pipeline, board: Any) -> None:
    """What a worker does: one task after the other, until nobody sends any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells every process; the one that leads decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with_parent()
    fingerprint = pipeline.fingerprint()

    def at(position: int) -> None:
        board[1] = time.monotonic()
        board[0] = position

    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        at(0)
        try:
            outcome: Outcome | Exception = _portable(work(task, pipeline, fingerprint, at))
        except TextcleanError as error:
            outcome = error
        except Exception as error:
            outcome = _told(error)
        board[0] = -1.0
        try:
            pipe.send(outcome)
        except OSError:
            return


def _die_with_parent() -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


def _portable(outcome: Outcome) -> Outcome:
    """An outcome that another process can read: exceptions of whatever kind become their words."""
    outcome.rejects = [reject._replace(cause=reject.cause and _told(reject.cause)) for reject in outcome.rejects]
    return outcome


def _told(error: Exception) -> Exception:
    return RuntimeError(f"{type(error).__name__}: {error}\n{''.join(traceback.format_exception(error))}")
