"""What it costs when a text is twice as long: `python -m tests.figures.growth [--megabytes N]`.

The default preset on clean text as one document, and on one sentence repeated: seconds for a length and for twice that length, medians
of three rounds in turn, and their ratio. With `--megabytes 100` the greater document has 100 MB, in one round. Needs TEXTCLEAN_SHARED.
"""

import argparse
import resource
import statistics
import sys
import time

from tests.material import REPORTING, clean_documents, shared_root
from textclean.config import preset

SENTENCE = "他把灯举高了一点，火苗很稳，照见了门口的石阶和石阶上的雪。"
ROUNDS = 3


def sized(text, size):
    """`text` again and again, up to a number of bytes, at a line's end where it has lines."""
    width = len(text.encode()) / len(text)
    return (text * int(size / width / len(text) + 1))[: int(size / width)]


def seconds(clean, text):
    begun = time.perf_counter()
    clean(text)
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=4.0, help="size of the greater document")
    given = parser.parse_args()
    clean = preset("standard")
    prose = "\n".join(clean_documents(shared_root() / "corpora", "laws.simplified", REPORTING))
    clean(prose[:2000])
    rounds = ROUNDS if given.megabytes <= 8 else 1
    for what, text, size in (("one document", prose, given.megabytes * 1e6), ("one sentence, repeated", SENTENCE, 2e6)):
        less, more = sized(text, size / 2), sized(text, size)
        times = [(seconds(clean, less), seconds(clean, more)) for _ in range(rounds)]
        one, two = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{what}: {size / 2e6:.1f} MB {one:.2f} s, {size / 1e6:.1f} MB {two:.2f} s, ratio {two / one:.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB, {peak * 1.048576 / given.megabytes:.1f} times the document")
    return 0


if __name__ == "__main__":
    sys.exit(main())
