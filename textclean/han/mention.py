"""Characters that a text talks about, and Japanese: what no conversion may touch. Knows no cleaner."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from functools import cache

import numpy as np
from numpy.typing import NDArray

from textclean import data
from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.han.chars import HAN, HAN_RANGES, KANA, is_han, ranges
from textclean.han.codes import CODE_POINTS, at_any, code_points, flags, places
from textclean.han.fold import fold, fold_codes
from textclean.han.gate import gate

_QUOTED = lazy_compile(f"[“‘「『【《（(〈]([{HAN}])[”’」』】》）)〉]")
_QUOTES = "“‘「『"
_WRITING_BEFORE = lazy_compile("(?:[写寫读讀念唸简簡今或又亦本俗古误誤错錯书書印抄]作|[繁简簡異异][体體]|部首|偏旁|字[是为為作]?)$")
_WRITING_AFTER = lazy_compile(
    "字|作[“‘「『]|[简簡]化[为成為]|旁|部首|[这這那]?[个個]字|[的]?[读讀]音|[读讀写寫]作|[二两兩三四五六七八九十数數几幾诸諸]字"
    "|[也亦]?有[两兩二三四五六七八九十几幾多数數][个個]?[读讀音义義]"
    f"|[，,](?:音[{HAN}][，。；、]|[古今或又亦俗本一][作写寫通])"
)
_NEAR_WRITING = "作字体體首旁是為为简簡化这這那个個的读讀写寫二两兩三四五六七八九十数數几幾诸諸也亦有音，,部"
"""Characters of which one stands against what `_WRITING_BEFORE` and `_WRITING_AFTER` match, on its near side."""
_RELATED = lazy_compile("[，,]?[古今后後或又亦俗一本可也应應不宜]{0,3}(?:通|[写寫书書印抄误誤错錯读讀]?作)")  # 「閒」，今作「間」
_LISTED_WITH = lazy_compile("[、和与與及或跟]?")
_ABOUT_SCRIPT = lazy_compile("繁[简簡体體]|[简簡][体體化]|[異异][体體]|[正俗借]字")
_NEAR = 8  # code points between two forms of one character that are set side by side
_GLOSSED = lazy_compile(f"[（(](?<=([{HAN}]).)([{HAN}])[）)]")  # the sign that is rare comes first
_QUOTED_RUN = lazy_compile(f"[“‘「『]([{HAN}]{{2,6}})[”’」』]")
_LISTED = lazy_compile(f"[（(【“‘「『][{HAN}](?:(?:[、，,/／][{HAN}])+[）)】”’」』]|(?<=【.)】)")
_WRITTEN_VERBS = "写寫印排念唸读讀抄误誤错錯"
_WRITTEN = lazy_compile(f"[{_WRITTEN_VERBS}][成作为為]$")
_FORBIDDEN = lazy_compile(
    "不能|不可|不要|不得|不[应應该該宜]|勿|(?<![特分个個区區])[别別]|[误誤错錯混]|[”’」』][^，。；！？]{0,3}$"
)
_SENTENCE_END = lazy_compile("[。！？\n]")
_CLAUSE = lazy_compile(f"([{HAN}、]{{1,20}})用[“‘「『]$")  # 出發、發現用“發”
_MEANING = lazy_compile(f"[”’」』][为為是即]([{HAN}]{{1,4}})(?![{HAN}])")  # 「後」為先後之後
_NAMED = lazy_compile(f"[叫作用]([{HAN}])(?![{HAN}])")  # 這邊叫鍅，那邊叫「鈁」
_OF_A_WORD = lazy_compile(f"[”’」』]之([{HAN}])(?![{HAN}])")  # 「乾坤」之乾
_HAS_KANA = lazy_compile("[ぁ-ゖァ-ヺ]")
_KANA_WORD = lazy_compile("[ぁ-ゖァ-ヺ]{2}")
_QUOTATION = lazy_compile("[“「『‘]([^“”「」『』‘’\n]{1,40})[”」』’]")
_SHOWN = lazy_compile(f"[{HAN}]{{2,8}}")
_LIST_SIGN = lazy_compile("[（(【“‘「『]")

_LONGEST_WORD = 8
_LONGEST_EXAMPLE = 6
_CLAUSE_LOOKED_AT = 24
_SENTENCE_LOOKED_AT = 120


def mentioned(view: View) -> tuple[tuple[int, int], ...]:
    """Spans of what stands in quotes or brackets and is spoken of as writing: characters, and the words they are shown in. A fact.

    A quoted character counts if a word for writing stands against it (“發”字, 写作「髮」), if the sentence is about the two scripts,
    or if the quoted character next to it is another form of the same (“發”和“髮”) or said to stand for it (「嚮」通「響」): emphasis on
    one character is no talk about it. A word counts only where forms are set against each other: it is of the other script than
    the text and told to be wrong (不能写成“臺州”), or it is an example beside a character that the text quotes in two forms.

    >>> mentioned(View("“發”和“髮”不同，求“嚴”"))
    ((1, 2), (5, 6))
    """
    if not _may_mention(view):
        return ()
    quoted = list(_QUOTED.finditer(view))
    runs = list(_QUOTED_RUN.finditer(view))
    found = _listed(view)
    if not quoted and not runs:
        return tuple(sorted(found))
    contrasted = _contrasted(view, quoted, runs)
    found |= _told(view, quoted, contrasted)
    found |= {run.span(1) for run in (*runs, *quoted) if _is_written_wrong(view, run, contrasted)}
    found |= {run.span(1) for run in runs if len({*fold(run[1])}) < len({*run[1]})}
    if found and quoted:
        found |= set(_examples(view, found, contrasted))
        found |= set(_listed_with(view, quoted, found))
    found |= set(_written_on_purpose(view, found))
    return tuple(sorted(found))


def _may_mention(view: View) -> bool:
    """False for most texts, told from all their characters at once: nothing in quotes or brackets has another form.

    What may be spoken of is a single character that has one, behind a quote or a bracket and before what closes it or goes on with
    a list; a quotation that is told to be written so; or two forms of one character within the next few behind a quote. Round
    brackets hold words of every kind, so there a word for writing must be near, or another form of the same character.
    """
    codes = code_points(view)
    kinds = _of_mentions().take(codes)
    begins = at_any(kinds, _OPENS | _BRACKET)
    if not len(begins):
        return False
    first, mark, second, end = (kinds.take(begins + k, mode="clip") for k in (1, 2, 3, 4))
    alone = first & (mark >> 1)
    listed = (first | second) & (mark >> 2) & ((end >> 1) | (end >> 2))
    single = begins[((alone | listed) & _HAS_FORMS) > 0]
    if len(single):
        if bool(np.any(kinds[single] & _OPENS)):
            return True
        near = codes.take(single[:, None] + np.array([-1, 1, 3]), mode="clip")
        tells = kinds.take(single[:, None] + np.array([-1, 3]), mode="clip") & _TELLS
        if bool(tells.any()) or _has_two_forms(near):
            return True
    quotes = begins[(kinds[begins] & _QUOTE) > 0]
    if not len(quotes):
        return False
    verb, particle = (kinds.take(np.maximum(quotes - k, 0)) for k in (2, 1))
    if bool(np.any((verb >> 1) & particle & _AS)):
        return True
    inside = codes.take(quotes[:, None] + np.arange(1, _LONGEST_RUN + 1), mode="clip")
    return _has_two_forms(inside)


def _has_two_forms(rows: NDArray[np.uint32]) -> bool:
    """True if a row holds two characters that are one when folded."""
    simplified = fold_codes(rows)
    ordered = np.sort(simplified, axis=1)
    comes_again = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    if not comes_again.any():
        return False
    rows, simplified = rows[comes_again], simplified[comes_again]
    for apart in range(1, rows.shape[1]):
        one, other = slice(None, -apart), slice(apart, None)
        if bool(np.any((simplified[:, one] == simplified[:, other]) & (rows[:, one] != rows[:, other]))):
            return True
    return False


_HAS_FORMS, _CLOSES, _PARTS, _OPENS, _QUOTE, _AS, _WRITE, _BRACKET, _TELLS = (1 << bit for bit in range(9))
_LONGEST_RUN = 6


@cache
def _of_mentions() -> NDArray[np.uint16]:
    """What each character is in a text that speaks of characters, as flags."""
    table = np.zeros(CODE_POINTS, np.uint16)
    everything = np.arange(CODE_POINTS, dtype=np.uint32)
    simplified = fold_codes(everything)
    changed = everything[simplified != everything]
    table[changed] |= _HAS_FORMS
    table[simplified[changed]] |= _HAS_FORMS
    for characters, flag in (
        ("“‘「『【《〈", _OPENS),
        ("（(", _BRACKET),
        (_NEAR_WRITING, _TELLS),
        ("”’」』】》）)〉", _CLOSES),
        ("、，,/／", _PARTS),
        (_QUOTES, _QUOTE),
        ("成作为為", _AS),
        (_WRITTEN_VERBS, _WRITE),
    ):
        table[[ord(c) for c in characters]] |= flag
    return table


def _contrasted(view: View, *quoted: Sequence[re.Match[str]]) -> Set[str]:
    """The characters, folded, of which what is quoted in a text shows two forms."""
    shown = {character for matches in quoted for match in matches if view[match.start()] in _QUOTES for character in match[1]}
    counted = Counter(fold("".join(shown)))
    return {character for character, forms in counted.items() if forms > 1}


def _told(view: View, quoted: Sequence[re.Match[str]], contrasted: Set[str]) -> set[tuple[int, int]]:
    """The quoted characters that are spoken of, by what stands against them and by each other."""
    told = {m.span(1) for m in quoted if _is_told(view, m, contrasted)}
    for one, other in itertools.pairwise(quoted):
        between = view[one.end() : other.start()] if other.start() - one.end() <= _NEAR else None
        if between is not None and (_same(one[1], other[1]) or _RELATED.fullmatch(between)):
            told |= {one.span(1), other.span(1)}
    return told


def _is_told(view: View, quoted: re.Match[str], contrasted: Set[str]) -> bool:
    start, end = quoted.span()
    if _WRITING_BEFORE.search(view, max(0, start - 4), start) or _WRITING_AFTER.match(view, end):
        return True
    if view[start] not in _QUOTES:
        return False
    written_with = fold(quoted[1]) in contrasted and bool(_words_before(view, quoted))
    return written_with or _ABOUT_SCRIPT.search(view, *_sentence(view, start)) is not None


def _listed_with(view: View, quoted: Sequence[re.Match[str]], found: Collection[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The other characters of a list (「嚮」、「鄉」、「響」) of which one is spoken of."""
    spoken = set(found)
    pairs = list(itertools.pairwise(quoted))
    for one, other in itertools.chain(pairs, reversed(pairs)):
        if (one.span(1) in spoken) != (other.span(1) in spoken) and _are_listed(view, one, other):
            spoken |= {one.span(1), other.span(1)}
            yield from (one.span(1), other.span(1))


def _are_listed(view: View, one: re.Match[str], other: re.Match[str]) -> bool:
    quotes = view[one.start()] in _QUOTES and view[other.start()] in _QUOTES
    return quotes and _LISTED_WITH.fullmatch(view, one.end(), other.start()) is not None


def _listed(view: View) -> set[tuple[int, int]]:
    """Characters in brackets that list forms (【发】（發、髮）), or gloss one with another (發（发）)."""
    if _LIST_SIGN.search(view) is None:
        return set()
    found = {match.span() for match in _LISTED.finditer(view) if _lists_forms(view, match)}
    for match in _GLOSSED.finditer(view):
        if _same(match[1], match[2]):
            found |= {match.span(1), match.span(2)}
    return found


def _lists_forms(view: View, match: re.Match[str]) -> bool:
    """True for a headword in 【】, and where one character is listed in two forms, or in another than stands before: not （市、区）."""
    forms = {c for c in match[0] if is_han(c)} | set(view[max(0, match.start() - 2) : match.start()].strip("】")[-1:])
    return match[0][0] == "【" or len({fold(c) for c in forms}) < len(forms)


def _is_written_wrong(view: View, quoted: re.Match[str], contrasted: Set[str]) -> bool:
    """True for what is written so by mistake, 不能写成“臺州”, “后面”写成“後面”, and is a matter of forms."""
    quote = quoted.start()
    written = _WRITTEN.search(view, max(0, quote - 2), quote)
    if written is None:
        return False
    clause = re.split(r"[，。；！？\n]", view[max(0, quote - _CLAUSE_LOOKED_AT) : written.start()])[-1]
    if written[0][0] not in "误誤错錯" and _FORBIDDEN.search(clause) is None:
        return False
    return not contrasted.isdisjoint(fold(quoted[1])) or _is_of_other_script(view, quoted[1])


def _is_of_other_script(view: View, word: str) -> bool:
    traditional, simplified = gate("t2s").evidence(word)
    return simplified > 0 if view.fact(_is_traditional) else traditional > 0


def _is_traditional(view: View) -> bool:
    traditional, simplified = gate("t2s").evidence(view)
    return traditional > simplified


def _examples(view: View, found: Collection[tuple[int, int]], contrasted: Set[str]) -> Iterator[tuple[int, int]]:
    """What stands beside characters that are spoken of: the same quoted again, and the words they are shown in.

    Looked for in the sentence of one such character, in the paragraph of several.
    """
    singles = sorted(start for start, end in found if end == start + 1)
    for paragraph, group in _by_paragraph(view, singles):
        spoken = {fold(view[at]) for at in group}
        several = len({view[at] for at in group}) > 1
        for span in [paragraph] if several else _sentences(view, group):
            yield from (m.span(1) for m in _QUOTED.finditer(view, *span) if view[m.start()] in _QUOTES and fold(m[1]) in spoken)
            if not spoken.isdisjoint(contrasted):
                yield from _words_with(view, spoken & contrasted, *span)
            yield from (m.span(1) for m in _NAMED.finditer(view, *span) if fold(m[1]) in spoken and fold(m[1]) != m[1])


def _written_on_purpose(view: View, found: Collection[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Traditional characters of a simplified text that sets their forms against each other: 前後 after “后”兼“後”与“后”.

    Looked for in the paragraph that shows two forms, and in sentences about the two scripts.
    """
    if not found or view.fact(_is_traditional):
        return
    ends: list[int] = []
    shown: list[set[str]] = []
    for (_, end), spoken in _by_paragraph(view, sorted({at for span in found for at in range(*span)})):
        simple = Counter(map(fold, {view[at] for at in spoken if is_han(view[at])}))
        ends.append(end)
        shown.append({form for form, times in simple.items() if times > 1})
    everywhere = set().union(*shown)
    for at in gate("t2s").source_positions(view) if everywhere else ():
        form = fold(view[at])
        if form in everywhere:
            paragraph = bisect_left(ends, at)  # the next that ends behind it, which is its own if it is one of these
            here = paragraph < len(ends) and form in shown[paragraph] and view.find("\n", at, ends[paragraph]) < 0
            if here or _ABOUT_SCRIPT.search(view, *_sentence(view, at)):
                yield at, at + 1


def _by_paragraph(view: View, places: Iterable[int]) -> Iterator[tuple[tuple[int, int], list[int]]]:
    """The paragraphs that hold some ascending places, each as a span with those; each is looked up once, however many it holds."""
    start, end = 0, -1
    found: list[int] = []
    for at in places:
        if at > end:
            if found:
                yield (start, end), found
            start = view.rfind("\n", max(end, 0), at) + 1
            end = view.find("\n", at)
            end = len(view) if end < 0 else end
            found = []
        found.append(at)
    if found:
        yield (start, end), found


def _words_with(view: View, characters: Set[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Words that hold one of the characters: in quotes, behind what they explain, or before the character they are written with."""
    for match in _QUOTED_RUN.finditer(view, start, end):
        if not characters.isdisjoint(fold(match[1])):
            yield match.span(1)
            of_it = _OF_A_WORD.match(view, match.end() - 1)
            if of_it and fold(of_it[1]) in characters:
                yield of_it.span(1)
    for match in _QUOTED.finditer(view, start, end):
        if fold(match[1]) in characters:
            yield from _words_before(view, match)
            meaning = _MEANING.match(view, match.end() - 1)
            if meaning and fold(match[1]) in fold(meaning[1]):
                yield meaning.span(1)


def _words_before(view: View, quoted: re.Match[str]) -> list[tuple[int, int]]:
    """The words, held by 、, that are told to be written with a quoted character, and hold it: 出發 and 發現 before 用“發”."""
    clause = _CLAUSE.search(view, max(0, quoted.start() - _CLAUSE_LOOKED_AT), quoted.start() + 1)
    if clause is None:
        return []
    words = (m.span() for m in re.finditer("[^、]+", clause[1]))
    spans = [(clause.start() + a, clause.start() + b) for a, b in words]
    return [(a, b) for a, b in spans if b - a <= _LONGEST_EXAMPLE and fold(quoted[1]) in fold(view[a:b])]


def _sentence(view: View, at: int) -> tuple[int, int]:
    """The bounds of the sentence round a place, or of what is near it in a very long one."""
    first, last = max(0, at - _SENTENCE_LOOKED_AT), min(len(view), at + _SENTENCE_LOOKED_AT)
    start = max(view.rfind(mark, first, at) for mark in "。！？\n") + 1
    end = _SENTENCE_END.search(view, at, last)
    return start or first, end.start() if end else last


def _sentences(view: View, places: Sequence[int]) -> list[tuple[int, int]]:
    """The sentences round some places, in order; none overlaps another, so that long ones are not read again for each place."""
    found: list[tuple[int, int]] = []
    for at in places:
        done = found[-1][1] if found else 0
        if at >= done:
            start, end = _sentence(view, at)
            found.append((max(start, done), end))
    return found


def _same(one: str, other: str) -> bool:
    return one != other and fold(one) == fold(other)


def japanese(view: View) -> tuple[tuple[int, int], ...]:
    """Spans of words with kana in or against them, and of short runs that hold a form only Japan writes. A fact.

    The particle の alone between Chinese words is decoration and does not make its neighbours Japanese. A quotation in simplified
    text with kana in it is Japanese as a whole, and where there is one, so are other short ones with forms that are not simplified.

    >>> japanese(View("他說「八時に」，然後走了"))
    ((3, 6),)
    """
    at = places(view, _of_japan())
    if not at:
        return ()
    kana = [k for k in at if _HAS_KANA.match(view, k)]
    found = {span for span in _runs_round(view, kana, _of_words(with_kana=True)) if not _is_decoration(view[slice(*span)])}
    if kana:
        found.update(_japanese_quotations(view))
    forms = [k for k in at if not _HAS_KANA.match(view, k)]
    found.update((start, end) for start, end in _runs_round(view, forms, _of_words()) if end - start <= _LONGEST_WORD)
    return tuple(sorted(found))


def _is_decoration(word: str) -> bool:
    """True for a word whose only kana is の."""
    return word.count("の") == len(_HAS_KANA.findall(word))


def _runs_round(text: str, at: Sequence[int], flagged: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The longest runs of flagged characters round ascending places, each once."""
    if not at:
        return
    breaks = np.flatnonzero(~flagged.take(code_points(text)))
    k = breaks.searchsorted(at)
    starts = np.where(k > 0, breaks.take(k - 1, mode="clip") + 1, 0) if len(breaks) else np.zeros_like(k)
    ends = np.where(k < len(breaks), breaks.take(k, mode="clip"), len(text)) if len(breaks) else np.full_like(k, len(text))
    yield from dict.fromkeys(zip(starts.tolist(), ends.tolist(), strict=True))


@cache
def _of_words(with_kana: bool = False) -> NDArray[np.bool_]:
    """By code point, whether a Japanese word may hold it: Chinese characters, and kana if that is asked for."""
    table = np.zeros(CODE_POINTS, np.bool_)
    for first, last in (*HAN_RANGES, *(ranges(KANA) if with_kana else ())):
        table[first:last] = True
    return table


def _japanese_quotations(view: View) -> list[tuple[int, int]]:
    quotations = list(_QUOTATION.finditer(view))
    with_kana = [m.span(1) for m in quotations if len(_HAS_KANA.findall(m[1])) > m[1].count("の")]
    short = [m.span(1) for m in quotations if _SHOWN.fullmatch(m[1])]
    if not short or not (with_kana or _KANA_WORD.search(view)):
        return with_kana
    # What is shown in another script among Japanese is shown as it is written there, if the text itself is simplified.
    outside = _QUOTATION.sub("", view)
    traditional, simplified = gate("t2s").evidence(outside)
    return with_kana + short if traditional == 0 < simplified else with_kana


def has_kana(text: str) -> bool:
    """True if a letter of Japanese stands in it: 々 and the long mark alone are none."""
    return _HAS_KANA.search(text) is not None


def is_of_japan(character: str) -> bool:
    """True for kana, and for a form that Japan alone writes: 呉, 両."""
    return bool(_of_japan()[ord(character)])


@cache
def _of_japan() -> NDArray[np.bool_]:
    kana = map(chr, (*range(ord("ぁ"), ord("ゖ") + 1), *range(ord("ァ"), ord("ヺ") + 1)))
    return flags([*kana, *(form for form, *_ in data.rows("japanese.tsv"))])
