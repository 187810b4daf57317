"""The workers of a measurement: started when first asked for, each with its peer. Knows processes and pipes, not what is measured."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.benchmarks.peers import PEERS, peer
from tests.benchmarks.peers.install import ROOT, installed, python_of

OURS = "ours"


class Unavailable(Exception):
    """A peer that cannot be asked, with the reason."""


class Worker:
    """One process with one peer."""

    def __init__(self, module: str, log: Path) -> None:
        quiet = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [str(python_of(module)), "-m", "tests.benchmarks.worker", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=os.environ | quiet,
                cwd=log.parent,
                text=True,
                encoding="utf-8",
            )
        try:
            self._answer()
        except Unavailable:
            self.end()
            raise

    def ask(self, do: str, **request: Any) -> Any:
        """The answer. Raises Unavailable if there is an error instead, or nobody left to answer."""
        assert self._process.stdin
        try:
            print(json.dumps({"do": do, **request}), file=self._process.stdin, flush=True)
        except OSError as error:
            raise Unavailable(f"its process ended: {error}") from error
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise Unavailable(f"its process ended with {self._process.wait()}")
        told = json.loads(line)
        if "error" in told:
            raise Unavailable(told["error"])
        return told["answer"]

    def end(self) -> None:
        """Close the pipes and wait."""
        with self._process:
            pass


class Crew:
    """The workers by module, in a temporary folder that goes with them."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self._workers: dict[str, Worker | Unavailable] = {}
        self._files: dict[str, Path] = {}
        self._samples: set[tuple[str, str]] = set()

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for worker in self._workers.values():
            if isinstance(worker, Worker):
                worker.end()
        self._folder.cleanup()

    def worker(self, module: str) -> Worker:
        """The worker of a peer. Raises Unavailable, each time, if it cannot be installed or started."""
        if module not in self._workers:
            self._workers[module] = self._started(module)
        found = self._workers[module]
        if isinstance(found, Unavailable):
            raise found
        return found

    def _started(self, module: str) -> Worker | Unavailable:
        if module != OURS and (reason := installed(peer(module))):
            return Unavailable(f"not installed: {reason}")
        try:
            return Worker(module, self.folder / f"{module}.log")
        except (Unavailable, OSError) as error:
            return Unavailable(f"does not start: {error}")

    def give(self, module: str, name: str, texts: Sequence[str]) -> None:
        """Hand a worker a sample under a name, once."""
        if (module, name) in self._samples:
            return
        if name not in self._files:
            self._files[name] = self.folder / f"sample-{len(self._files)}.json"
            self._files[name].write_text(json.dumps(list(texts)), "utf-8")
        path = self._files[name]
        self.worker(module).ask("texts", name=name, path=str(path))
        self._samples.add((module, name))

    def outputs(self, module: str, way: str, name: str, texts: Sequence[str]) -> list[Any]:
        """What a peer makes of each text of a sample; None where it raised."""
        self.give(module, name, texts)
        worker, path = self.worker(module), self.folder / "outputs.json"
        worker.ask("ready", way=way)
        worker.ask("outputs", way=way, texts=name, path=str(path))
        return json.loads(path.read_text("ascii"))  # type: ignore[no-any-return]

    def version(self, module: str) -> str:
        """Name and version of a peer, or why it is not there."""
        try:
            return str(self.worker(module).ask("version"))
        except Unavailable as error:
            return f"not available: {error}"


def versions(crew: Crew) -> dict[str, str]:
    """The version of every peer, or the reason why there is none."""
    return {one.name: crew.version(one.module) for one in PEERS}
