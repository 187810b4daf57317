"""How whole pages come out: `python -m tests.figures.pages`, a line for each file of `fixtures/pages` and each class of damage.

A case has the page as it was scraped, what its author wrote, strings that must stay and strings that must go. It is exact if the
outcome is what the author wrote, or another text that is as good (`also`). The files were written in this order, each before
anybody looked at what the cleaners made of it; the rules were then worked on with it, so that today's figures are in-sample.
"""

import json
import sys
from collections import defaultdict

from tests.material import FIXTURES
from textclean.config import preset

PAGES = sorted((FIXTURES / "pages").glob("*.jsonl"))


def cases(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def outcome(case):
    return preset("standard", script=case["target"])(case["input"])


def is_exact(case, text):
    return text.rstrip() in {wanted.rstrip() for wanted in (case["expected"], *case.get("also", ()))}


def told(case):
    """(exact, what must stay and is there, of how many, what must go and is gone, of how many)."""
    text = outcome(case)
    stays, goes = case["must_keep"], case["must_go"]
    return is_exact(case, text), sum(s in text for s in stays), len(stays), sum(s not in text for s in goes), len(goes)


def row(name, results):
    exact, kept, keep, gone, go = (sum(column) for column in zip(*results, strict=True))
    shares = [
        f"{100 * exact / len(results):5.1f}",
        *(f"{100 * a / b:5.1f}" if b else "    -" for a, b in ((kept, keep), (gone, go))),
    ]
    return f"{name:24} {len(results):4}  exact {shares[0]}  stays {shares[1]}  goes {shares[2]}"


def main():
    classes = defaultdict(list)
    for path in PAGES:
        results = [(case, told(case)) for case in cases(path)]
        print(row(path.stem, [result for _, result in results]))
        for case, result in results:
            for name in case["classes"]:
                classes[name].append(result)
    print()
    for name in sorted(classes):
        print(row(name, classes[name]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
