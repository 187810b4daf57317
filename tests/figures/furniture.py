"""How well lines of sites are told from lines of authors: `python -m tests.figures.furniture`.

    python -m tests.figures.furniture          each file of `fixtures/furniture` told by a model fitted on the others
    python -m tests.figures.furniture --fit    the weights, written to `textclean/data/furniture.tsv`

Lines of clean corpora (the tuning half) count as authors' too, where TEXTCLEAN_SHARED names them, and for the weights those of whole
pages (`fixtures/pages`), but for the latest. Needs scikit-learn.
"""

import argparse
import json
import math
import os
import random
import sys
from collections import Counter
from pathlib import Path

import numpy as np

import textclean
from tests.material import FIXTURES, TUNING, clean_documents, shared_root
from textclean.debris._likeness import runs
from textclean.han.fold import fold

LINES = FIXTURES / "furniture"
TABLE = Path(textclean.__file__).parent / "data" / "furniture.tsv"
CORPORA = ("histories.simplified", "laws.simplified", "poetry")
UNREAD = frozenset(("sites", "tempting", "characters", "visits", "quiet"))
"""Pages that the model has not read, and so tell how it does on such. With their lines it told no more of other pages, but less."""
FROM_CORPORA = 6000  # lines of each corpus
STRENGTH = 20.0  # inverse of the penalty on weights
LEAST = 2  # lines in which a run stands that may have a weight
KEPT = 10_000  # runs that have one


def examples(paths):
    """(kind, folded line) of files of examples; titles of links are neither a site's nor an author's."""
    for path in paths:
        for row in path.read_text("utf-8").splitlines():
            if row and not row.startswith("#"):
                kind, _, line = row.partition("\t")
                if kind != "link" and line.strip():
                    yield kind, fold(line).strip()


def page_lines():
    """The lines of whole pages: authors' as they should come out, and a site's where a whole line must go."""
    for path in sorted(path for path in (FIXTURES / "pages").glob("*.jsonl") if path.stem not in UNREAD):
        for row in path.read_text("utf-8").splitlines():
            page = json.loads(row)
            gone = {line.strip() for line in page["input"].split("\n")} & {line.strip() for line in page["must_go"]}
            yield from (("site", fold(line).strip()) for line in sorted(gone) if line)
            yield from (("author", fold(line).strip()) for line in page["expected"].split("\n") if line.strip())


def corpus_lines():
    if not os.environ.get("TEXTCLEAN_SHARED"):
        return
    rng = random.Random(11)
    for name in CORPORA:
        lines = [
            line for text in clean_documents(shared_root() / "corpora", name, TUNING) for line in text.split("\n") if line.strip()
        ]
        yield from (("author", fold(line).strip()) for line in rng.sample(lines, min(FROM_CORPORA, len(lines))))


class Fitted:
    """Weights for runs: that a site wrote a line, and that it is the heading of links."""

    def __init__(self, rows):
        sets = [runs(line) for _, line in rows]
        counted = Counter(run for found in sets for run in found)
        site = np.array([kind != "author" for kind, _ in rows])
        names = sorted(run for run, n in counted.items() if n >= LEAST)
        first = self._model(self._matrix(sets, names), site)
        # Those that matter are kept, and fitted again.
        matter = np.abs(first.coef_[0]) * np.sqrt([counted[run] for run in names])
        self.names = [names[k] for k in sorted(np.argsort(-matter)[:KEPT])]
        table = self._matrix(sets, self.names)
        self.site = self._model(table, site)
        self.heading = self._model(table, np.array([kind == "related" for kind, _ in rows]))

    @staticmethod
    def _matrix(sets, names):
        from scipy.sparse import csr_matrix  # comes with scikit-learn, which nothing else here needs

        place = {run: k for k, run in enumerate(names)}
        columns = [[place[run] for run in sorted(found) if run in place] for found in sets]
        values = [1 / math.sqrt(len(own)) for own in columns for _ in own]
        starts = np.cumsum([0, *map(len, columns)])
        return csr_matrix((values, [k for own in columns for k in own], starts), shape=(len(sets), len(names)))

    @staticmethod
    def _model(table, labels):
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500).fit(table, labels)

    def odds(self, rows):
        return self.site.decision_function(self._matrix([runs(line) for _, line in rows], self.names))

    def table(self):
        """run, weight for a site, weight for a heading."""
        yield "BIAS", self.site.intercept_[0], self.heading.intercept_[0]
        yield from zip(self.names, self.site.coef_[0], self.heading.coef_[0], strict=True)


def write(fitted):
    rows = [f"{run.replace(' ', '␠')}\t{site:.1f}\t{heading:.1f}" for run, site, heading in fitted.table()]
    head = (
        "# run of characters\tweight for a line of a site\tweight for a heading of links\n"
        "# A logistic regression on the lines of fixtures/furniture and of clean corpora: `python -m tests.figures.furniture --fit`.\n"
        "# U is an address, D a date, T a time, N a number, ^ and $ the edges of a line, ␠ a blank.\n"
    )
    TABLE.write_text(head + "\n".join(rows) + "\n", "utf-8")
    print(f"{TABLE.name}: {len(rows)} rows, {TABLE.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    paths = sorted(LINES.glob("*.tsv"))
    corpus = list(corpus_lines())
    if parser.parse_args().fit:
        write(Fitted([*examples(paths), *page_lines(), *corpus]))
        return 0
    for path in paths:
        rows = list(examples([path]))
        odds = Fitted([*examples([other for other in paths if other != path]), *corpus]).odds(rows)
        site = np.array([kind != "author" for kind, _ in rows])
        told = "  ".join(
            f"at {t}: {np.mean(odds[site] >= t):.3f} of the sites', {np.mean(odds[~site] >= t):.4f} of the authors'"
            for t in (0, 1, 2, 3, 4)
        )
        print(f"{path.name:12} {site.sum()} and {(~site).sum()} lines  {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
