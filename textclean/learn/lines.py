"""Lines that the pages of a site share: whole, with a part that differs, in blocks, and as running heads. Knows one site's pages."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from textclean.debris._patterns import Pattern, line_key, part_key
from textclean.debris.learned import Table
from textclean.han.chars import count_han, ends_sentence
from textclean.han.fold import fold
from textclean.learn.evidence import Head, Inside, Line, certainty, is_address, looks, looks_of
from textclean.learn.pages import Elsewhere, Page, Shape, edges, shapes

LEAST_PAGES = 3
LEAST_SHARE = 0.08
"""What fewer pages share, or a smaller part of them, is not looked at."""
LOWEST = 0.05
"""What is less certain is not even written."""
_LEAST_FORMED = 0.2
_MOST_ALIKE = 0.6  # of the lines of a shape that may be the same
_SAME = 0.85  # of the pages with a shorter beginning that must have the longer one, too, for it to be preferred
_FOLLOWS = 0.8  # of the pages with either line that must have the two together, for them to be a block
_ROOMY = 5  # places in a page from which that is allowed
_NEAR = 1  # lines by which a place may differ and be the same
_STEADY = 0.5
_LOOKED_AT = 20
_FAR = 8  # lines between two running heads that are plainly a page apart
_CUT = 12  # Chinese characters of a line that a running head may have cut
_UNKNOWN = 0.3  # how widespread a line is held to be where there are too few sites to tell
_FEW_SITES = 4
_SHOWN = 30
_DIGITS = re.compile(r"\d+")


class Candidate(NamedTuple):
    """Something that a site may have added.

    `positions` is told to people; `features` is what `certainty` was worked out from; `places` are (page, line) of a line, for blocks.
    """

    kind: str
    texts: tuple[str, ...]
    where: str
    within: int
    documents: int
    share: float
    positions: str
    contexts: tuple[str, ...]
    certainty: float
    features: Line | Inside | Head
    places: tuple[tuple[int, int], ...] = ()


Places = dict[int, list[int]]
"""By page, the lines in it, in order."""


def candidates(pages: Sequence[Page], elsewhere: Elsewhere, others: int) -> list[Candidate]:
    """Lines, shapes and running heads of one site. `elsewhere` has counted it, too; `others` is the number of other sites."""
    least = least_pages(len(pages))
    formed = _formed(pages, max(least, math.ceil(_LEAST_FORMED * len(pages))))
    whole = _shared(pages, least, formed)
    weighed = _weighed(pages, whole, formed, elsewhere, others, _marked(pages, whole, formed))
    # Places are counted in lines that are no pattern's, so they are taken again among what will be written.
    whole = {key: places for key, places in whole.items() if key in weighed}
    formed = {shape: places for shape, places in formed.items() if shape in weighed}
    table = Table([Pattern(one.kind, one.texts) for one in weighed.values()])
    marked = [{k for k, line in enumerate(page.lines) if page.keys[k] and table.of_line(line)} for page in pages]
    return list(_weighed(pages, whole, formed, elsewhere, others, marked).values())


def _weighed(
    pages: Sequence[Page],
    whole: Mapping[str, Places],
    formed: Mapping[Shape, Places],
    elsewhere: Elsewhere,
    others: int,
    marked: Sequence[set[int]],
) -> dict[str | Shape, Candidate]:
    """What is worth writing of what pages share, if the `marked` lines are somebody's."""
    found: dict[str | Shape, Candidate | None] = {}
    for key, places in whole.items():
        weigh = _head if _comes_back(places) else _line
        found[key] = weigh(pages, key, None, places, marked, _spread(elsewhere, key, others))
    for shape, places in formed.items():
        found[shape] = _line(pages, "", shape, places, marked, _spread(elsewhere, shape.key, others))
    return {key: one for key, one in found.items() if one is not None and one.certainty >= LOWEST}


def least_pages(pages: int) -> int:
    """How many pages must share what is looked at."""
    return max(LEAST_PAGES, math.ceil(LEAST_SHARE * pages))


def _shared(pages: Sequence[Page], least: int, formed: Mapping[Shape, Places]) -> dict[str, Places]:
    """The keys that enough pages have, and where, but for lines of a shape. Bare numbers are no lines of anybody's."""
    taken = {(p, k) for places in formed.values() for p, ks in places.items() for k in ks}
    count = Counter(key for p, page in enumerate(pages) for key in {key for k, key in enumerate(page.keys) if (p, k) not in taken})
    wanted = {key for key, number in count.items() if number >= least and key.strip("0") and "*" not in key}
    return _gathered(
        (key, p, k) for p, page in enumerate(pages) for k, key in enumerate(page.keys) if key in wanted and (p, k) not in taken
    )


def _gathered(rows: Iterable[tuple[str, int, int]]) -> dict[str, Places]:
    found: dict[str, Places] = defaultdict(lambda: defaultdict(list))
    for key, p, k in rows:
        found[key][p].append(k)
    return {key: dict(found[key]) for key in sorted(found)}


def _formed(pages: Sequence[Page], least: int) -> dict[Shape, Places]:
    """The shapes of lines near the ends of pages that enough pages have, the longest of each kind."""
    having: dict[str, Places] = defaultdict(lambda: defaultdict(list))
    written: dict[str, Counter[Shape]] = defaultdict(Counter)
    of_line: dict[tuple[int, int], list[str]] = {}
    for p, page in enumerate(pages):
        for k in edges(len(page.lines)):
            if not page.keys[k]:
                continue
            found = {shape.key: shape for shape in shapes(page.lines[k])}
            of_line[p, k] = list(found)
            for key, shape in found.items():
                having[key][p].append(k)
                written[key][shape] += 1
    enough = {key for key, places in having.items() if len(places) >= least and _differs(pages, places)}
    chosen: dict[str, Places] = defaultdict(lambda: defaultdict(list))
    for (p, k), keys in of_line.items():
        if best := _best([key for key in keys if key in enough], having):
            chosen[best][p].append(k)
    formed = {}
    for key in sorted(chosen):
        if len(chosen[key]) >= least and _differs(pages, chosen[key]):
            shape, places = _both_ends(_extended(_commonest(written[key]), chosen[key], pages), chosen[key], pages)
            formed[shape] = dict(places)
    return formed


def _differs(pages: Sequence[Page], places: Places) -> bool:
    """True if the lines are not nearly all the same."""
    count = Counter(pages[p].keys[k] for p, ks in places.items() for k in ks)
    return len(count) > 2 and max(count.values()) <= _MOST_ALIKE * sum(count.values())


def _best(keys: Sequence[str], having: Mapping[str, Places]) -> str | None:
    """The longest beginning that most pages with a shorter one have, too; else the ending that most pages have."""
    begins = [key for key in keys if key.endswith("*")]
    best = ""
    for key in begins:
        if not best or len(having[key]) >= _SAME * len(having[best]):
            best = key
    ends = max((key for key in keys if key.startswith("*")), key=lambda key: (len(having[key]), len(key)), default="")
    if ends and (not best or len(having[ends]) > len(having[best])):
        return ends
    return best or None


def _extended(shape: Shape, places: Places, pages: Sequence[Page]) -> Shape:
    """The shape with its one end as long as nearly all lines of it agree."""
    lines = [pages[p].lines[k] for p, ks in places.items() for k in ks]
    at_head = bool(shape.begin)
    end = shape.begin if at_head else shape.end
    having = [line for line in lines if (line.startswith(end) if at_head else line.endswith(end))]
    while len(having) >= _SAME * len(lines):
        where = len(end) if at_head else -len(end) - 1
        nearest = Counter(line[where] for line in having if len(line) > len(end) + 1)
        if not nearest:
            break
        character, number = min(nearest.items(), key=lambda item: (-item[1], item[0]))
        if number < _SAME * len(lines) or character == "*" or character.isdigit():
            break
        end = end + character if at_head else character + end
        having = [line for line in having if (line.startswith(end) if at_head else line.endswith(end))]
    return Shape(end, "") if at_head else Shape("", end)


def _both_ends(shape: Shape, places: Places, pages: Sequence[Page]) -> tuple[Shape, Places]:
    """The shape with what nearly all lines of it have at their other end, too."""
    if shape.end:
        return shape, places
    ends: Counter[str] = Counter()
    for p, ks in places.items():
        for k in ks:
            ends.update(one.end for one in shapes(pages[p].lines[k]) if one.end)
    if not ends:
        return shape, places
    end, number = min(ends.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))
    if number < _SAME * sum(map(len, places.values())) or len(shape.begin) + len(end) > 60:
        return shape, places
    key = part_key(end)
    return Shape(shape.begin, end), {
        p: kept for p, ks in places.items() if (kept := [k for k in ks if pages[p].keys[k].endswith(key)])
    }


def _commonest(count: Counter[Shape]) -> Shape:
    return min(count, key=lambda shape: (-count[shape], shape))


def _marked(pages: Sequence[Page], whole: Mapping[str, Places], formed: Mapping[Shape, Places]) -> list[set[int]]:
    """By page, the lines that pages share: places are counted in the others."""
    marked: list[set[int]] = [set() for _ in pages]
    for places in (*whole.values(), *formed.values()):
        for p, ks in places.items():
            marked[p].update(ks)
    return marked


def _written(pages: Sequence[Page], places: Places) -> str:
    """A line in the form in which most pages write it."""
    count = Counter(pages[p].lines[k] for p, ks in places.items() for k in ks)
    return min(count, key=lambda text: (-count[text], text))


def _spread(elsewhere: Elsewhere, key: str, others: int) -> float:
    return spread(elsewhere.sites(key) - 1, others)


def spread(sites: int, others: int) -> float:
    """How widespread something is that so many of the other sites have, from 0 to 1: the first few tell most."""
    return math.log2(1 + max(0, sites)) / math.log2(1 + others) if others >= _FEW_SITES else _UNKNOWN


def _line(
    pages: Sequence[Page], key: str, shape: Shape | None, places: Places, marked: Sequence[set[int]], widespread: float
) -> Candidate | None:
    text = shape.text if shape else _written(pages, places).replace("*", "＊")
    if not shape and line_key(text) != key:
        return None
    share = len(places) / len(pages)
    where, within, steady = _place(pages, places, marked)
    count = sum(map(len, places.values()))
    beside = sum(bool({k - 1, k + 1} & marked[p]) for p, ks in places.items() for k in ks) / count
    again = sum(len(ks) > 1 for ks in places.values()) / len(places)
    told = looks_of([pages[p].lines[ks[0]] for p, ks in list(places.items())[:_LOOKED_AT]]) if shape else looks(text)
    titled = _titled(pages, shape, places) if shape else 0.0
    features = Line(share, steady, beside, widespread, again, float(shape is not None), titled, **told)
    if steady < _STEADY:
        if shape:
            return None
        where, within = "anywhere", 0
    position = f"{where}, {within} lines within" if where != "anywhere" else "anywhere"
    flat = tuple((p, k) for p, ks in sorted(places.items()) for k in ks)
    return Candidate(
        "line", (text,), where, within, len(places), share, position, _contexts(pages, flat), certainty(features), features, flat
    )


def _place(pages: Sequence[Page], places: Places, marked: Sequence[set[int]]) -> tuple[str, int, float]:
    """At which end a line stands, how many lines of the text's own lie between at most, and how steadily, by chance 0."""
    own = np.array([len(pages[p].lines) - len(marked[p]) + 1 for p in places])
    # Where there are few places, only the very same one is no chance.
    room = np.where(own >= _ROOMY, _NEAR, 0)
    by_chance = float(np.minimum(1.0, (2 * room + 1) / own).mean())
    best = ("head", 0, -1.0)
    for where in ("head", "tail"):
        passed = np.array([_passed(pages[p], ks, marked[p], where) for p, ks in places.items()])
        middle = int(np.sort(passed)[len(passed) // 2])
        near = np.abs(passed - middle) <= room
        steady = max(0.0, (float(near.mean()) - by_chance) / max(1e-9, 1 - by_chance))
        within = int(passed[near].max(initial=0))
        # On short pages a line may stand as steadily from either end: the nearer one is meant.
        if (round(steady, 3), -within) > (round(best[2], 3), -best[1]):
            best = (where, within, steady)
    return best


def _passed(page: Page, places: Sequence[int], marked: set[int], where: str) -> int:
    """How many lines that are nobody's but the text's stand between a line and an end of its page."""
    between = range(places[0]) if where == "head" else range(places[-1] + 1, len(page.lines))
    return sum(k not in marked for k in between)


def _titled(pages: Sequence[Page], shape: Shape, places: Places) -> float:
    """How often what differs is a line that stands on a page by itself: a title."""
    titles = {key for page in pages for key in page.keys[:8] if len(key) > 3}
    begin, end = part_key(shape.begin), part_key(shape.end)
    slots = [pages[p].keys[k].removeprefix(begin).removesuffix(end) for p, ks in places.items() for k in ks]
    return sum(slot in titles for slot in slots) / len(slots)


def _contexts(pages: Sequence[Page], places: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    shown = []
    for p, k in places[:3]:
        lines = pages[p].lines
        above = lines[k - 1][-_SHOWN:] if k else "(top)"
        below = lines[k + 1][:_SHOWN] if k + 1 < len(lines) else "(end)"
        shown.append(f"{above} ⏎ {lines[k][: 2 * _SHOWN]} ⏎ {below}")
    return tuple(shown)


def _comes_back(places: Places) -> bool:
    """True if a line comes back inside most of the pages that have it."""
    return sum(len(ks) > 1 for ks in places.values()) > len(places) / 2


def _head(
    pages: Sequence[Page], key: str, shape: Shape | None, places: Places, marked: Sequence[set[int]], widespread: float
) -> Candidate | None:
    text = _written(pages, places).replace("*", "＊")
    if line_key(text) != key:
        return None
    share = len(places) / len(pages)
    gaps = [b - a for ks in places.values() for a, b in pairwise(ks)]
    mean, deviation = float(np.mean(gaps)), float(np.std(gaps))
    spaced = min(1.0, mean / _FAR) * max(0.0, 1 - deviation / mean)
    flat = tuple((p, k) for p, ks in sorted(places.items()) for k in ks)
    inner = [(p, k) for p, k in flat if 0 < k < len(pages[p].lines) - 1]
    cuts = sum(_cuts(pages[p].lines, k) for p, k in inner) / max(1, len(inner))
    several = [ks for ks in places.values() if len(ks) > 1]
    rises = sum(_rise([pages[p].lines[k] for k in ks]) for p, ks in places.items() if len(ks) > 1) / max(1, len(several))
    features = Head(share, spaced, cuts, rises, widespread, float(is_address(fold(text))))
    times = f"{len(flat) / len(places):.1f} times in a page, {mean:.0f} lines apart"
    return Candidate(
        "head", (text,), "anywhere", 0, len(places), share, times, _contexts(pages, flat), certainty(features), features, flat
    )


def _cuts(lines: Sequence[str], k: int) -> bool:
    above = lines[k - 1]
    return count_han(above) >= _CUT and not ends_sentence(above) and not above.endswith(("：", ":"))


def _rise(lines: Sequence[str]) -> bool:
    numbers = [[int(digits) for digits in _DIGITS.findall(fold(line))] for line in lines]
    return bool(numbers[0]) and all(
        len(a) == len(b) and a != b and all(x <= y for x, y in zip(a, b, strict=True)) for a, b in pairwise(numbers)
    )


def blocks(found: Sequence[Candidate], review: float) -> list[Candidate]:
    """The candidates with those that stand together, one below the other, made blocks, on one side of the review line."""
    lines = [one for one in found if one.kind == "line"]
    at = {place: number for number, one in enumerate(lines) for place in one.places}
    together = Counter((number, at[p, k + 1]) for (p, k), number in at.items() if (p, k + 1) in at)
    below: dict[int, int] = {}
    taken: set[int] = set()
    for (a, b), _ in sorted(together.items(), key=lambda item: (-item[1], item[0])):
        if a != b and a not in below and b not in taken and _belong(lines[a], lines[b], together[a, b], review):
            below[a] = b
            taken.add(b)
    chains = list(_chains(len(lines), below))
    in_chain = {number for chain in chains for number in chain}
    kept = [one for one in found if one.kind != "line"] + [one for number, one in enumerate(lines) if number not in in_chain]
    return kept + [_block([lines[number] for number in chain]) for chain in chains]


def _belong(above: Candidate, below: Candidate, together: int, review: float) -> bool:
    alike = above.where == below.where and (above.certainty >= review) == (below.certainty >= review)
    return alike and together >= _FOLLOWS * max(len(above.places), len(below.places))


def _chains(number: int, below: Mapping[int, int]) -> Iterator[list[int]]:
    lower = set(below.values())
    for first in range(number):
        if first in below and first not in lower:
            chain = [first]
            while chain[-1] in below:
                chain.append(below[chain[-1]])
            yield chain


def _block(lines: Sequence[Candidate]) -> Candidate:
    """Lines that stand together are surer than the mean of them."""
    logits = [math.log(one.certainty / (1 - one.certainty + 1e-12)) for one in lines]
    sure = 1 / (1 + math.exp(-(sum(logits) / len(logits) + 0.4)))
    first = lines[0]
    documents = max(one.documents for one in lines)
    return first._replace(
        kind="block",
        texts=tuple(text for one in lines for text in one.texts),
        within=max(one.within for one in lines),
        documents=documents,
        share=max(one.share for one in lines),
        certainty=sure,
    )
