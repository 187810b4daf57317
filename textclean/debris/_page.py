"""Which lines of a page are a site's: by the shapes that they have, by how they read, and by where they stand. Knows no cleaner.

A line that has the shape of a rule is told where the rule is in force. One that no rule tells may still read like a site's own
words (`_likeness`): how much so it must, depends on where it stands and what it looks like.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from textclean.core.lazy import lazy_compile
from textclean.core.protect import protected
from textclean.core.view import View, ascii_in
from textclean.debris._likeness import READ, Likeness, likeness
from textclean.debris._rules import Rule, look, looks
from textclean.han.chars import count_han, ends_sentence, has_han
from textclean.han.fold import folded
from textclean.han.lines import Line, is_heading, lines, prose_lines, written_lines

_EDGE = 3  # lines at the top, and at the bottom, that are the edges of a text without prose
_LINKS = 12  # short lines that a heading takes at most
_LINK, _SHORT_LINK = 6, 4  # Chinese characters of a link's title at least; below a text of prose
_NO_LINK = lazy_compile(r"^《|[。;:]|\d{5}|[元¥$]|^\d{4}年|日$|^\"[^\"]*\"$")


_NOTICE = 4.0  # odds from which a paragraph at an edge is a site's notice and no prose of the author's
_PLAIN = 8
"""Characters to each sign of a site from which prose is held to be the author's without being read. An approximation, chosen on the
project's own fixtures; tests/test_debris_rules.py holds that no notice there which the model tells is passed over."""
_CERTAIN = 2.0  # odds from which a line below the last line of prose is a site's
_BESIDE, _ENCLOSED = 1.0, -1.0  # the same beside a told line, and between two
_ABOVE, _ABOVE_BESIDE = 2.5, 1.5  # the same above the first line of prose, where the title stands
_INSIDE = 3.5  # the same between paragraphs of prose
_WITHOUT_PROSE = 6.0  # the same in verse, in lists, in tables: what is a site's line there has little to stand against
_MISPLACED = 6.0  # the same for a line whose shape is a site's elsewhere
_OF_FIELD = 4.0  # the same for a field with its label: authors give numbers to call, addresses and dates too
_FIELD = lazy_compile(r"[^:|>\[【]{2,8}: ?\S")
_OF_WORD = 6.0  # the same for a few characters without a blank or a figure between paragraphs: a subheading
_WORD = lazy_compile(r"[^\s\d|/·>»()\[\]【】:]{2,10}")
_OF_PATH = 0.0  # the same for a line that looks like the place of a page in a site
_PATH = lazy_compile(r"[^>»›。,;!?:]{1,16}(?: ?[>»›]{1,2} ?[^>»›。,;!?:]{1,24}){1,7} ?[>»›]{1,2} ?[^>»›。,;]{0,30}[>»› ]*")
_TITLE = 8.0  # odds up to which the least likely line of a head that would go whole is held to be the title
_MACHINE = frozenset({"code", "formula", "path", "record", "reference", "subtitle", "table"})
_TITLE_LEAST = 2
_NO_TITLE = lazy_compile(
    r"[>»›|]|\d:\d\d|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]|www\.|https?:"
)  # a path, a row of buttons, a time, an address
_BYLINE = lazy_compile(
    r"^(?:本报|本刊|记者|通讯员|特约|文/|文:|作者|□|■)|^[^\W\d_]{2,3}$|(?:记者|评论员|通讯员|编辑) ?[^\W\d_]{2,4}$"
)
_SIGNED = lazy_compile(
    r"[(]?(?:\d{4}|[一二三四五六七八九零〇○]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?[^\d:]{0,6}"
)  # the date of a letter
_PERIOD = lazy_compile(r"\d{4}[./年-]\d{1,2}月?(?:[./-]?\d{1,2}日?)? ?(?:[—–~至到]|--?) ?(?:\d{4}|今|现在|目前)")  # of a life
_DAY = lazy_compile(r"\d{1,2}月\d{1,2}日 ?\S")  # of a programme
_CHAPTER = lazy_compile("第[一二三四五六七八九十百千\\d]{1,6}[章回节卷集]")
_EDITED = lazy_compile(r"^[^\[]{1,20}\[编辑(?:本段|源代码)?\]$")  # the heading of a part of an entry
THREAD_TITLE = lazy_compile(r"(?P<kind>\[[^\[\]]{1,16}\] ?)?(?P<title>[^\[\]]{2,100}?)(?P<link> ?\[复制链接\])")
"""The title of a thread between what a forum prints beside it, folded: the title is the author's."""
_MARKDOWN = lazy_compile(r"\s*(?:#{1,6} \S|\*\*[^*]+\*\*$)")
_ITEM = lazy_compile(
    r"\s*(?:[-*+•·・●○◆◇■□▪] ?\S|(?P<number>\d{1,3}[.、．)] ?|[（(][\d一二三四五六七八九十]{1,3}[)）] ?|[①-⑳] ?)\S)"
)
_NUMBERED = "1"  # how items with a number begin, whatever the number
_ROW_NUMBER = lazy_compile(r"\s*(\d{1,3})[ \u3000\t]+\S")
_AMOUNT = lazy_compile(
    r"[ \u3000\t][\d.,]{1,9}[元¥$%]?(?:[(（][^()（）]{1,16}[)）])?\s*$"
)  # a price, behind what it is the price of
_LOOKED_UP = 40  # lines above one among which an announcement is looked for
_QUOTED = 2  # lines that look like nobody's, of what a colon announces, above one that looks like a site's
_ROW = 2  # items of a list, of which none goes alone
_SPEAKER = lazy_compile(
    r"\s*(?!\d)[^,，。:：]{1,12}[ \u3000\t]+(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ \u3000\t]+)?\d{1,2}:\d{2}(?::\d{2})?\s*"
)
_CLOCK = lazy_compile(r"\d:\d\d")
_IMPRINT = lazy_compile(r"(?:开 *本|印 *[张数次]|版 *次|书 *号|isbn|ISBN)(?: |:)")
_IMPRINTED, _BLOCK = 3, 8  # such lines that tell a book's imprint, and lines round them that belong to it
_SPEAKERS = 4  # lines of a name and a time that make a talk
_GAP = lazy_compile(r" {2,}|[ \t]*[\u3000\t][ \u3000\t]*")
_AGAIN, _MOST_AGAIN = 1.0, 3  # odds for each time a line stands in a text of prose again
_NOTE = 10  # characters of what announces a notice of the site at most (温馨提示:)
_HEADS = 2.0  # odds from which such a line is the heading of links

_LIKELY = Rule("furniture", "likely", lazy_compile("(?!)"), "edges", False, False, (), ())
_HEADING = _LIKELY._replace(name="heading", takes=True)


def debris_lines(view: View) -> tuple[tuple[Line, Rule], ...]:
    """The lines that sites added, each with the rule that tells it. A fact."""
    page = _Page(view)
    told: dict[int, Rule] = {}
    for k, found in page.having.items():
        strong = next((rule for rule in found if not rule.weak and page.stands(k, rule.where)), None)
        if strong and not page.is_announced(k) and not (strong.takes and page.heads(k)):
            told[k] = strong
    told |= page.likely(told)
    for heading in [k for k, rule in told.items() if rule.takes and k > page.last]:
        if told[heading] is _HEADING and not any(j > page.last and j != heading for j in told):
            del told[heading]  # nothing else shows that a site goes on there
            continue
        for k in page.links(heading):
            told.setdefault(k, told[heading])
    page.spread(told)
    page.keep_imprint(told)
    page.keep_announcements(told)
    page.keep_headings(told)
    page.keep_rows(told)
    page.keep_title(told)
    if len(told) == len(page.written):
        return ()  # a text of nothing else is what it is
    return tuple((page.written[k], told[k]) for k in sorted(told))


class _Page:
    """The lines of a text that hold something, folded, with the rules whose shape they have, and where its prose begins and ends."""

    def __init__(self, view: View) -> None:
        self.written = view.fact(written_lines)
        whole = view.fact(folded)
        self.texts = [whole[line.start : line.end].strip() for line in self.written]
        known = view.known(look)
        new = [text for text in dict.fromkeys(self.texts) if text not in known]
        known.update(zip(new, looks(new), strict=True))
        found = [known[text] for text in self.texts]
        self.having = {k: one.rules for k, one in enumerate(found) if one.rules}
        self._telling = [one.telling for one in found]
        self._likeness = view.known(likeness)
        self._prose = view.fact(prose_lines)
        self._odds: dict[int, Likeness] = {}
        self._times = Counter(self.texts)
        self._is_running = bool(self._prose)  # verse and lists repeat lines of their own
        self._machine = _machine_lines(view, self.written) | _spoken_lines(view)
        places = range(len(self.written))
        first = next((k for k in places if self._is_authors(k)), None)
        self.has_prose = first is not None
        self.first = first or 0
        self.last = next((k for k in reversed(places) if self._is_authors(k)), -1) if self.has_prose else -1
        while self.has_prose and self._is_notice_below(self.last):
            self.last = next((k for k in range(self.last - 1, -1, -1) if self._is_authors(k)), self.last)

    def like(self, k: int) -> Likeness:
        """How much a line reads like a site's."""
        if k not in self._odds:
            text = self.texts[k]
            if text not in self._likeness:
                self._likeness[text] = likeness(text)
            found = self._likeness[text]
            again = min(self._times[self.texts[k]], _MOST_AGAIN) - 1 if self._is_running else 0
            self._odds[k] = found._replace(odds=found.odds + _AGAIN * again)
        return self._odds[k]

    def _is_prose(self, k: int) -> bool:
        return self.written[k].start in self._prose

    def _is_authors(self, k: int) -> bool:
        """True for prose that does not read like a site's notice."""
        return k not in self.having and self._is_prose(k) and (self._is_plain(k) or self.like(k).odds < _NOTICE)

    def _is_plain(self, k: int) -> bool:
        """True for prose with hardly a sign of a site: no notice, told without reading it."""
        return self._telling[k] * _PLAIN < min(len(self.texts[k]), READ)

    def _is_notice_below(self, k: int) -> bool:
        """True for prose that may be a site's notice, right above a line that certainly is a site's, with prose of the author's above."""
        if k == self.first or k + 1 == len(self.written) or self._is_plain(k) or self.like(k).odds < _CERTAIN:
            return False
        below = k + 1 in self.having or self.like(k + 1).odds >= _NOTICE
        return below and any(self._is_authors(j) for j in range(self.first, k))

    def stands(self, k: int, where: str) -> bool:
        """True if a line stands where a rule is in force."""
        at_head, at_tail = (k < self.first, k > self.last) if self.has_prose else (k < _EDGE, k >= len(self.written) - _EDGE)
        return where == "anywhere" or (at_head and where in ("head", "edges")) or (at_tail and where in ("tail", "edges"))

    def likely(self, told: Container[int]) -> dict[int, Rule]:
        """The lines that no shape tells where they stand, and that read like a site's own words there."""
        found = {}
        for k in (k for k, signs_of_site in enumerate(self._telling) if signs_of_site):
            text = self.texts[k]
            at_edge = self.stands(k, "edges")
            if k in told or (not at_edge and self._is_prose(k)) or not self._may_be_furniture(k):
                continue
            if not at_edge and (not has_han(text) or not self.like(k).is_signed):
                continue
            if self.like(k).odds >= self._needed(k, at_edge) and not self.is_announced(k):
                found[k] = _HEADING if self.has_prose and self.like(k).heading >= _HEADS else _LIKELY
        return found

    def _needed(self, k: int, at_edge: bool) -> float:
        """Odds from which a line is a site's, by where it stands and what it looks like."""
        if k in self.having:
            # A shape that stands in its place was weighed with its neighbours, and found wanting.
            return math.inf if any(self.stands(k, rule.where) for rule in self.having[k]) else _MISPLACED
        if not self.has_prose:
            return _WITHOUT_PROSE
        text = self.texts[k]
        if k < self.first and _PATH.fullmatch(text):
            return _OF_PATH
        if _FIELD.match(text):
            return _OF_FIELD
        if at_edge:
            return _ABOVE if k < self.first else _CERTAIN
        return _OF_WORD if _WORD.fullmatch(text) else _INSIDE

    def _may_be_furniture(self, k: int) -> bool:
        """False for lines of code, of tables, of subtitles and of records, which the model has not read."""
        line = self.written[k]
        if (
            _MARKDOWN.match(line.text)
            or THREAD_TITLE.fullmatch(self.texts[k])
            or _EDITED.search(self.texts[k])
            or _SIGNED.fullmatch(self.texts[k])
            or _PERIOD.match(self.texts[k])
            or _DAY.match(self.texts[k])
        ):
            return False
        beside = [self.written[j].text for j in (k - 1, k + 1) if 0 <= j < len(self.written)]
        cells = _cells(line.text)
        is_row = cells > 2 and any(_cells(other) == cells for other in beside)
        is_priced = cells > 1 and _AMOUNT.search(line.text) is not None and any(_AMOUNT.search(other) for other in beside)
        return line.start not in self._machine and not is_row and not is_priced

    def is_announced(self, k: int) -> bool:
        """True if a line announces something, or the nearest above that does not look like a site's does: then the text lists it."""
        if k not in self.having and self._announces(k):
            return True
        highest = max(0, k - _LOOKED_UP)
        k -= 1
        short = 0
        while k >= highest and not self._announces(k):
            looks_so = k in self.having or self.like(k).odds >= _BESIDE
            short += not looks_so
            if not looks_so and (short > _QUOTED or self._is_prose(k)):
                return False
            k -= 1
        return k >= highest

    def _announces(self, k: int) -> bool:
        """True for a line that ends in a colon, if it is no site's word over a list of links."""
        by_site = len(self.texts[k]) <= _NOTE and self.like(k).odds >= _CERTAIN
        return self.texts[k].endswith(":") and not by_site

    def heads(self, k: int) -> bool:
        """True if a heading has something below it that is no link and no site's: a menu, a programme, a list of the author's."""
        return k + 1 < len(self.texts) and k + 1 not in self.having and not any(True for _ in self.links(k))

    def links(self, heading: int) -> Iterator[int]:
        """The lines below a heading that are titles of links: short, without a final mark, no prices, dates or numbers to call."""
        for k in range(heading + 1, min(heading + 1 + _LINKS, len(self.texts))):
            text = self.texts[k]
            if k in self.having:
                return
            if (
                count_han(text) < (_SHORT_LINK if self.has_prose else _LINK)
                or len(text) > 60
                or ends_sentence(text)
                or _NO_LINK.search(text)
            ):
                return
            yield k

    def spread(self, told: dict[int, Rule]) -> None:
        """Weak shapes beside told lines are told too, from one to the next, and so is what might be a site's between them."""
        waiting = list(told)
        while waiting:
            k = waiting.pop()
            for beside in (k - 1, k + 1):
                if 0 <= beside < len(self.written) and beside not in told:
                    rule = self._weak(beside, told)
                    if rule:
                        told[beside] = rule
                        waiting.append(beside)

    def _weak(self, k: int, told: Mapping[int, Rule]) -> Rule | None:
        beside = [told[j] for j in (k - 1, k + 1) if j in told]
        # What is only likely proves no weak shape.
        known = any(rule.cleaner != _LIKELY.cleaner for rule in beside)
        shape = next((rule for rule in self.having.get(k, ()) if known and rule.weak and self.stands(k, rule.where)), None)
        if shape or not self.stands(k, "edges") or self.is_announced(k) or not self._may_be_furniture(k):
            return shape
        enclosed = k - 1 in told and (k + 1 in told or k + 1 == len(self.written))
        if not self.has_prose:
            return None
        if _FIELD.match(self.texts[k]):
            return _LIKELY if enclosed and self.like(k).odds >= _CERTAIN else None
        least = _ABOVE_BESIDE if k < self.first else _ENCLOSED if enclosed else _BESIDE
        return _LIKELY if self.like(k).odds >= least else None

    def keep_imprint(self, told: dict[int, Rule]) -> None:
        """Take back whatever a rule told among the data of a printed book, its imprint: the editor there is the book's."""
        places = [k for k, text in enumerate(self.texts) if _IMPRINT.match(text)] if told else []
        if len(places) >= _IMPRINTED:
            for k in [k for k in told if any(abs(k - place) <= _BLOCK for place in places[:_IMPRINTED])]:
                del told[k]

    def keep_announcements(self, told: dict[int, Rule]) -> None:
        """Take back guesses that end in a colon above prose that stays: whoever wrote that wrote its heading."""
        for k in [k for k, rule in told.items() if rule.cleaner == _LIKELY.cleaner and self.texts[k].endswith(":")]:
            if k + 1 < len(self.texts) and k + 1 not in told and self._is_prose(k + 1):
                del told[k]

    def keep_headings(self, told: dict[int, Rule]) -> None:
        """Take back the guess that a word over a list is a site's, where the list stays."""
        for k in [k for k, rule in told.items() if rule.cleaner == _LIKELY.cleaner and _WORD.fullmatch(self.texts[k])]:
            below = self.written[k + 1].text if k + 1 < len(self.written) and k + 1 not in told else ""
            if _mark_of(below) or is_heading(below):
                del told[k]

    def keep_rows(self, told: dict[int, Rule]) -> None:
        """Take back guesses among items of one list of which others are the author's: a list has one writer."""
        if not any(rule.cleaner == _LIKELY.cleaner for rule in told.values()):
            return
        numbers = [_number_of(line.text) for line in self.written]
        counts_on = [one is not None and other == one + 1 for one, other in pairwise(numbers)]
        # The rows of a table count without a mark behind the number; one alone could begin with any figure.
        marks = [
            _NUMBERED if before or after else _mark_of(line.text)
            for line, before, after in zip(self.written, [False, *counts_on], [*counts_on, False], strict=True)
        ]
        for mark, row in groupby(range(len(marks)), key=marks.__getitem__):
            places = list(row)
            if mark and len(places) >= _ROW and any(k not in told for k in places):
                for k in places:
                    if k in told and told[k].cleaner == _LIKELY.cleaner:
                        del told[k]

    def keep_title(self, told: dict[int, Rule]) -> None:
        """Take back the line of a head that is likeliest to be its title, where none would be left."""
        head = range(self.first)
        guessed = [k for k in head if k in told and told[k].cleaner == _LIKELY.cleaner and not _NO_TITLE.search(self.texts[k])]
        if guessed and not any(k not in told and _may_be_title(self.texts[k]) for k in head):
            title = min(guessed, key=lambda k: self.like(k).odds)
            if self.like(title).odds < _TITLE:
                del told[title]


def _machine_lines(view: View, written: Sequence[Line]) -> set[int]:
    """Starts of the lines that touch a protected span of more than a word."""
    spans = [span for span in view.fact(protected) if span.kind in _MACHINE]
    found = set()
    at = 0
    for line in written if spans else ():
        while at < len(spans) and spans[at].end <= line.start:
            at += 1
        if at < len(spans) and spans[at].start < line.end:
            found.add(line.start)
    return found


def _spoken_lines(view: View) -> set[int]:
    """Starts of the lines of subtitles below their times, where a cue is not emptied, and of a talk's lines that tell who speaks when."""
    found = set()
    in_cue = False
    has_clock = ":" in view.fact(ascii_in) and _CLOCK.search(view)
    speakers = [line.start for line in view.fact(lines) if _SPEAKER.fullmatch(line.text)] if has_clock else []
    if len(speakers) >= _SPEAKERS:
        found.update(speakers)
    for line in view.fact(lines) if "-->" in view else ():
        if in_cue:
            found.add(line.start)
        in_cue = "-->" in line.text or (in_cue and not line.is_blank)
    return found


def _mark_of(line: str) -> str:
    """The sign with which the items of one list begin, the same for all numbers; empty for other lines."""
    mark = _ITEM.match(line)
    return (_NUMBERED if mark["number"] else mark[0].strip()[0]) if mark else ""


def _number_of(line: str) -> int | None:
    """The number at the head of a row, if a blank follows it."""
    number = _ROW_NUMBER.match(line)
    return int(number[1]) if number else None


def _cells(line: str) -> int:
    """Columns of a row that wide blanks part."""
    return len(_GAP.split(line.strip()))


def _may_be_title(line: str) -> bool:
    """True for a line of a head that may be the title: a chapter's heading, or some words that are no item's and name no writer."""
    if _CHAPTER.match(line):
        return True
    if line.endswith(":") or is_heading(line) or _BYLINE.search(line) or _FIELD.match(line):
        return False
    return count_han(line) >= _TITLE_LEAST
