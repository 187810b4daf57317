"""How many names that were planted without a blank are told: `python -m tests.figures.woven`.

Names are put together of two characters and an end that many have, and planted into `fixtures/pages/everyday.jsonl`, clean pages on
which nothing in `textclean/debris/_woven.py` was chosen: two to four times, a share of the places behind marks, the others anywhere
inside a line of prose. The first row tells what is taken for such a name in the same pages as they are.
"""

import json
import random
import sys

from tests.material import FIXTURES
from textclean import data
from textclean.core.view import View
from textclean.debris._woven import woven
from textclean.han.lines import prose_lines, written_lines

_FIRST, _SECOND = "云山河松竹梅桃柳晨星月海江湖花石春秋金银", "间前边下里溪林田园桥影声语香雨风雪阳光泉"
_MARKS = "，。；！？"
_DRAWN = 17


def pages():
    """The simplified ones."""
    rows = (json.loads(row) for row in (FIXTURES / "pages" / "everyday.jsonl").read_text("utf-8").splitlines())
    return [row["input"] for row in rows if row["target"] == "simplified"]


def planted(text, name, times, behind_marks, rng):
    """The text with the name in it, and how often; as it is where it has too little prose."""
    view = View(text)
    inside = [
        k
        for line in view.fact(written_lines)
        if line.start in view.fact(prose_lines)
        for k in range(line.start + 1, line.end)
        if text[k].isalpha()
    ]
    marked = [k for k in inside if text[k - 1] in _MARKS]
    unmarked = [k for k in inside if text[k - 1].isalpha()]
    if len(marked) < times or len(unmarked) < times:
        return text, 0
    places = {rng.choice(marked if rng.random() < behind_marks else unmarked) for _ in range(times)}
    for k in sorted(places, reverse=True):
        text = text[:k] + name + text[k:]
    return text, len(places)


def main():
    texts = pages()
    print(f"{len(texts)} clean pages, {sum(map(len, texts)):,} code points: {sum(len(woven(View(text))) for text in texts)} told")
    endings = [ending for ending, *_ in data.rows("site-endings.tsv")]
    for behind_marks in (0.0, 0.5, 0.8):
        for times in (2, 3, 4):
            rng = random.Random(_DRAWN)
            told = there = 0
            for text in texts:
                name = rng.choice(_FIRST) + rng.choice(_SECOND) + rng.choice(endings)
                dirty, count = planted(text, name, times, behind_marks, rng)
                there += count
                told += len(woven(View(dirty))) if count else 0
            print(f"{behind_marks:.0%} behind marks, {times} times a page: {told} of {there} told ({told / there:.0%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
