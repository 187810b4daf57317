"""A process that holds one peer and does what it is told over a pipe: `python -m tests.benchmarks.worker MODULE`.

Reads a request a line, JSON, and answers each with a line. It knows no other peer, no rounds and no ratios, and imports nothing outside
the standard library but its peer: it runs under interpreters that have nothing of ours. Time is taken around the calls only.
"""

import importlib
import json
import os
import resource
import sys
import time
import traceback
from pathlib import Path


class Holder:
    """The peer, what it was made ready for, and the texts it is given."""

    def __init__(self, module):
        self.peer = importlib.import_module(f"tests.benchmarks.peers.{module}")
        self.ready = {}
        self.texts = {}

    def do_version(self):
        """Name and version of the tool, as installed."""
        return self.peer.version()

    def do_texts(self, name, path):
        """Read a sample; kept as bytes, so that every round gets strings that nobody has looked at."""
        self.texts[name] = [text.encode() for text in json.loads(Path(path).read_text("utf-8"))]
        return len(self.texts[name])

    def do_ready(self, way):
        """Import and build what a way needs."""
        if way not in self.ready:
            self.ready[way] = self.peer.ways()[way]()
        return True

    def do_time(self, way, texts, count, times):
        """Seconds for the first `count` texts, so many times, each time with fresh strings."""
        call = self.ready[way]
        fresh = [data.decode() for _ in range(times) for data in self.texts[texts][:count]]
        begun = time.perf_counter()
        for text in fresh:
            call(text)
        return time.perf_counter() - begun

    def do_outputs(self, way, texts, path):
        """What becomes of each text, written as a JSON list; None where the tool raised."""
        outcomes = [self._outcome(way, data.decode()) for data in self.texts[texts]]
        Path(path).write_text(json.dumps(outcomes), "ascii")
        return len(outcomes)

    def _outcome(self, way, text):
        try:
            return self.ready[way](text)
        except Exception:
            return None

    def do_memory(self):
        """The most memory the process ever held, in KiB."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def answered(holder, request):
    """The answer to a request; an error is an answer, too."""
    try:
        return {"answer": getattr(holder, f"do_{request.pop('do')}")(**request)}
    except BaseException as error:  # a peer that ends the process must not end it in silence
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"[:300]}


def main():
    """Answer until the pipe is closed. What the tools print goes to the error stream."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        holder = Holder(sys.argv[1])
        begin = {"answer": True}
    except BaseException as error:
        holder, begin = None, {"error": f"{type(error).__name__}: {error}"[:300]}
    print(json.dumps(begin), file=pipe, flush=True)
    for line in sys.stdin:
        print(json.dumps(answered(holder, json.loads(line))), file=pipe, flush=True)


if __name__ == "__main__":
    main()
