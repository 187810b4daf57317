"""Spans that were written for machines: addresses, code, formulas, records, references. Knows shapes, not Chinese.

They have one owner, here, and are found once per text. A pipeline drops every edit that touches one, unless the cleaner
declares that it enters spans of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from textclean.core.lazy import lazy_compile
from textclean.core.view import View, ascii_in, view_of


class Span(NamedTuple):
    """The code points `start` to `end`, and what is protected there (a key of `KINDS`)."""

    start: int
    end: int
    kind: str


KINDS = {
    "url": "addresses of pages, with or without a scheme",
    "email": "mail addresses",
    "code": "code: fenced, indented under a line of code, between backticks, a line that reads as a statement, a call or a string in a sentence",
    "path": "paths of Windows files",
    "tag": "tags of HTML and XML",
    "formula": "TeX between dollar signs or in a TeX environment",
    "record": "JSON, CSV and the front matter of Markdown: lines that are data",
    "table": "rows of a Markdown table",
    "reference": "entries of a list of references in the style of GB/T 7714: [1] … [J]. …, 2018, 12(3): 4-9.",
    "subtitle": "time codes of subtitles",
}

# An address ends where Chinese begins: [!-~] is printable ASCII. Marks that end a sentence are given back to the sentence.
_TLD = "(?:com|cn|net|org|gov|edu|io|info|hk|tw|mo|cc|example)"
_URL = lazy_compile(
    rf"(?:https?://|www\.)(?:[\w-]{{1,63}}\.){{1,4}}{_TLD}(?![A-Za-z0-9-])(?::\d{{2,5}})?(?:/[!-~]*)?"  # names in Chinese too
    r"|(?:https?://|ftp://|www\.(?=[A-Za-z0-9]))[!-~]+"
    rf"|(?<![A-Za-z0-9@._-])[A-Za-z0-9][A-Za-z0-9-]{{0,62}}(?:\.[A-Za-z0-9-]{{1,63}}){{0,4}}\.{_TLD}(?![A-Za-z0-9@-])(?::\d{{2,5}})?(?:/[!-~]*)?"
)
_SIGN_OF_URL = lazy_compile(r"\.|://")  # of which a line with an address holds one
# Chinese in a query belongs to the address where the address goes on behind it (?q=曾孙&sort=desc), or a blank shows its end.
_QUERY_VALUE = lazy_compile(r"[^\W\x00-\x7f]\w{0,30}(?:[&+%#][!-~]*|(?=[ \t]))")
_URL_TAIL = ".,;:!?'\"*)]}>"
# Anchored on the @ with a bounded look back: `[..]+@` is quadratic on a long run of letters.
_AT = lazy_compile(r"@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_MAILBOX = lazy_compile(r"[A-Za-z0-9._%+-]+\Z")
_MAILBOX_LONGEST = 64
# Calls and literals inside a sentence: a name with arguments that prose would not put in brackets, a list or table of strings.
_CALL = lazy_compile(
    r"=[A-Z]{2,12}\([^()\n]{0,200}\)|(?<![A-Za-z0-9_.])[A-Za-z_][\w.]{0,60}\((?:[^()\n]{0,100}[,(]\s*)?(?:[\"'][^\"'\n]{0,80}[\"']|[\d.]+)(?:\s*,[^()\n]{0,100})?\)"
    r"|[\[{]\s*[\"'][^\[\]{}\n]{0,400}[\]}](?=[^A-Za-z]|$)",
    re.A,
)
# A string with a sign of code against it (r"…", lang="zh"), or with nothing in it but a path.
_LITERAL = lazy_compile(
    r"(?<![A-Za-z0-9_.])(?:[rbfu]|rb|br|fr|rf)\"(?:[!+-~][ !#-~]{0,200}|[^\"\n\\{]{0,200}[\\{][^\"\n]{0,200})\"|(?<![\w.-])[A-Za-z_][\w.-]{0,40}=\"[^\"\n]{0,200}\""
    r"|\"(?:[A-Za-z]:\\|\\\\|~?/[\w.-]+/)[^\s，。；：！？、“”\"<>|*?]*\"",
    re.A,
)
_PATH = lazy_compile(r"(?<![A-Za-z])[A-Za-z]:\\[^\s，。；：！？、“”\"<>|*?]+|(?<!\\)\\\\[A-Za-z][^\s，。；“”\"<>|*?]+")
_TAG = lazy_compile(
    r"</?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>\n]{0,400})?/?>|<!--[^\n]{0,400}?-->|\[\[[A-Za-z]{2,20}:[^\[\]\n|]{0,200}"
)
_SIGNS_OF_CODE, _WORDS_OF_CODE = "(=;{}<>", ("//", "$ ", "SELECT", "import", "return", "print", " -")
_FRONT_MATTER = lazy_compile(r"\A---\n(?:.{0,400}\n){0,60}?---(?=\n|\Z)")
_FENCE = lazy_compile(r"^(```+|~~~+)([^\n]*)$", re.M)
_SHORTEST_FENCE = 3
_BACKTICKS = lazy_compile(r"(?<!`)`[^`\n]{1,200}`(?!`)")
_FORMULA = lazy_compile(
    r"\$\$[^$]{1,2000}\$\$|(?<![\\$\w])\$(?=[^\s$\d])[^$\n\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{0,200}[\\^_=+{}<>][^$\n\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]{0,200}\$(?!\d)"
    r"|\\\([^\n]{1,200}?\\\)|\\\[.{1,1000}?\\\]|\\begin\{(?P<env>[a-z]+\*?)\}.{1,5000}?\\end\{(?P=env)\}",
    re.S,
)
_TABLE = lazy_compile(r"^[ \t]*\|.*\|[ \t]*$", re.M)
_REFERENCE = lazy_compile(
    r"^[ \t]*(?:\[\d{1,3}\]|［\d{1,3}］|\d{1,3}[.、]\s?)[^\n]{0,400}?(?:\[(?:[JMDCNRSPGZ]|DB|CP|EB|J/OL|M/OL|N/OL|EB/OL|DB/OL)\]|［[JMDCNRSPGZ]］)[^\n]*$",
    re.M,
)
_TIMECODE = lazy_compile(r"^\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}[ \t]*-->[ \t]*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}.*$", re.M)

# A line of code: an assignment, a call, a keyword or a comment mark at its start, with nothing that only prose has.
_STATEMENT = lazy_compile(
    r"""^[ \t]*(?:
        (?:from\s+[\w.]+\s+)?import\s+[\w.*,\s]+ | (?:def|class|fn|func|function)\s+\w+.*[:{(]\s* | (?:if|for|while|elif|else|try|except|with|switch)\b[^\u3400-\u9fff]*[:{]\s*
      | (?:return|print|echo|yield|raise|assert|break|continue|pass|del)\b[^\u3400-\u9fff，。]*
      | (?:var|let|const|int|float|double|char|bool|void|auto|string|String|public|private|static)\s+[\w<>\[\]*&]+\s*(?:=|\(|;|\[).*
      | [A-Za-z_][\w.]*(?:\[[^\]\n]*\])*\s*(?:[-+*/%|&^]?=(?!=)|<-)\s*\S.*
      | [A-Za-z_][\w.]*(?:\.\w+)*\([^\n]*\)\s*;?\s*(?:(?:\#|//).*)?
      | (?:\#include|\#define|\#!/|//|/\*|\*/).*
      | \$\s+[a-z][\w.-]*(?:\s+[!-~]+)*\s* | [a-z][\w.-]*(?:\ [!-~]+){0,8}\ --?[A-Za-z][\w-]*(?:[\ =][!-~]+){0,12}\s*
      | (?:>>>|\.\.\.)\s.*
      | (?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|CREATE\s+TABLE|ALTER\s+TABLE|DROP\s+TABLE)\s[^，。；！？]+
      | =[A-Z]+\(.*\)
      | [!-~\s]*[{};]\s*
    )$""",
    re.X,
)
_STRING = lazy_compile(r"\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'")  # what a string holds may be Chinese
_NUMBERED = lazy_compile(r"&(?:amp;)*(?:#[xX]?[0-9A-Fa-f]{1,7}|nbsp|ensp|emsp|quot|[lr][ds]quo|hellip|mdash|middot|lt|gt);")
_LONGEST_STATEMENT = 400
_COMMENT = lazy_compile(r"^[ \t]*(?:#(?![#\s]*[一二三四五六七八九十]、)|//|--\s|;;)")
_INDENTED = lazy_compile(r"^(?: {2,}|\t)\S")
_HEAVY_PROSE = lazy_compile(r"[，。；！？]")


def _urls(view: View) -> Iterator[Span]:
    end = 0
    while sign := _SIGN_OF_URL.search(view, end):
        start = max(end, view.rfind("\n", end, sign.start()) + 1)
        end = view.find("\n", sign.end())
        end = len(view) if end < 0 else end
        yield from (_url(view, match) for match in _URL.finditer(view, start, end))


def _url(view: View, match: re.Match[str]) -> Span:
    end = _query_end(view, match.end())
    address = view[match.start() : end]
    tail = address[len(address.rstrip(_URL_TAIL)) :]
    end -= len(tail)
    if tail.startswith(")") and "(" in address:
        end += 1
    return Span(match.start(), end, "url")


def _query_end(view: View, end: int) -> int:
    """Where an address ends that stops at `end`, if a value in Chinese follows its =."""
    while view[end - 1] == "=":
        value = _QUERY_VALUE.match(view, end)
        if value is None:
            break
        end = value.end()
    return end


def _emails(view: View) -> Iterator[Span]:
    for match in _AT.finditer(view):
        box = _MAILBOX.search(view[max(0, match.start() - _MAILBOX_LONGEST) : match.start()])
        if box:
            yield Span(match.start() - len(box[0]), match.end(), "email")


def _code(view: View) -> Iterator[Span]:
    held = view.fact(ascii_in)
    if "```" in view or "~~~" in view:
        yield from _fenced(view)
    if view.startswith("---\n"):
        yield from (Span(*m.span(), "record") for m in _FRONT_MATTER.finditer(view))
    if "`" in held:
        yield from (Span(*m.span(), "code") for m in _BACKTICKS.finditer(view))
    if not held.isdisjoint("(\"'"):
        yield from (Span(*m.span(), "code") for m in _CALL.finditer(view))
    if '"' in held:
        yield from (Span(*m.span(), "code") for m in _LITERAL.finditer(view) if not _is_in_tag(view, m.start()))
    if held.isdisjoint(_SIGNS_OF_CODE) and not any(word in view for word in _WORDS_OF_CODE):
        return
    inside = False
    at = 0
    for line in view.split("\n"):
        if line[:1] > "\x7f" and not line.isspace():  # told from the first character, as most lines of Chinese are
            inside = False
            at += len(line) + 1
            continue
        # Prose that happens to hold a call or an equals sign is long and has Chinese marks; a comment behind code may.
        # Numbers of characters end in a semicolon, as statements do, and are none.
        bare = _STRING.sub('""', _NUMBERED.sub("", line)) if len(line) < _LONGEST_STATEMENT else ""
        is_code = bool(_STATEMENT.match(bare)) and not _is_prose(bare)
        if is_code or (inside and (_COMMENT.match(line) or (_INDENTED.match(line) and not _is_prose(line)))):
            yield Span(at, at + len(line), "code")
            inside = True
        elif line.strip():
            inside = False
        at += len(line) + 1


def _fenced(view: View) -> Iterator[Span]:
    """From a fence to the next line that holds nothing but the same fence, or a shorter one if there is none.

    Read from the end, so that a fence that is never closed is not looked for anew behind each that opens one.
    """
    closing: dict[tuple[str, int], int] = {}
    spans: list[Span] = []
    for line in reversed(list(_FENCE.finditer(view))):
        sign, length = line[1][0], len(line[1])
        end = next((closing[sign, n] for n in range(length, _SHORTEST_FENCE - 1, -1) if (sign, n) in closing), None)
        if end is not None:
            spans.append(Span(line.start(), end, "code"))
        if not line[2].strip(" \t"):
            closing[sign, length] = line.end()
    done = 0
    for span in reversed(spans):
        if span.start >= done:
            yield span
            done = span.end


def _is_in_tag(view: View, at: int) -> bool:
    """True inside <…>, where an attribute is the tag's affair."""
    start = max(0, at - _LONGEST_STATEMENT)
    return view.rfind("<", start, at) > view.rfind(">", start, at)


def _is_prose(line: str) -> bool:
    head = re.split(r"#|//|\"|'", line, maxsplit=1)[0]
    return bool(_HEAVY_PROSE.search(head)) or (not head.strip() and bool(_HEAVY_PROSE.search(line)))


def _formulas(view: View) -> Iterator[Span]:
    yield from (Span(*m.span(), "formula") for m in _FORMULA.finditer(view))


_JSON_ROW = lazy_compile(r"^\s*(?:\{.*\}|\[.*\])\s*,?\s*$")
_JSON_FIELD = lazy_compile(r'^\s*"[^"\n]{1,80}"\s*:\s*\S.*$|^\s*[\]\[{}]+,?\s*$')
_JSON_STRING = lazy_compile(r'^\s+"[^"\n]*",?\s*$')


def _records(view: View) -> Iterator[Span]:
    held = view.fact(ascii_in)
    if '":' in view or '" :' in view:
        at = 0
        for line in view.split("\n"):
            if (_JSON_ROW.match(line) and '"' in line and ":" in line) or _JSON_FIELD.match(line) or _JSON_STRING.match(line):
                yield Span(at, at + len(line), "record")
            at += len(line) + 1
    if "," in held and view.count(",") >= _ROWS:
        yield from _csv_rows(view)


_QUOTED_CELL = lazy_compile(r'(?:(?<=,)|^)"[^"\n]*"(?=,|$)')
# A last cell may be empty, behind a number.
_NO_ROW = lazy_compile(r"[，。；！？]|, |[.;:!?]$|(?<!\d),$|-->")
_ROWS = 3  # rows with a comma each that make a table
_NUMBER_CELL = lazy_compile(r",[-+]?[\d.]+%?$", re.M)


_OBJECT = lazy_compile(r'\{\s?"[^{}"\n]{1,40}"\s?:[^{}\n]{1,400}\}')


def _csv_rows(view: View) -> Iterator[Span]:
    """Three or more lines in a row with the same number of commas, no space behind them, and short cells: CSV.

    Two columns could also be the halves of a verse, so there the second must be a number in most rows.
    """
    rows: list[Span] = []
    commas = 0
    at = 0
    for line in (*view.split("\n"), ""):
        bare = _QUOTED_CELL.sub("", line) if '"' in line else line
        count = bare.count(",")
        is_row = count >= 1 and len(line) < 40 * (count + 1) / 2 and not _NO_ROW.search(bare)
        if rows and (not is_row or count != commas):
            numbers = sum(bool(_NUMBER_CELL.search(view, *row[:2])) for row in rows)
            if len(rows) >= _ROWS and (commas > 1 or numbers * 3 >= len(rows) * 2):
                yield from rows
            rows = []
        if is_row:
            rows.append(Span(at, at + len(line), "record"))
            commas = count
        at += len(line) + 1


def _matches(kind: str, pattern: re.Pattern[str], sign: str) -> Callable[[View], Iterator[Span]]:
    def find(view: View) -> Iterator[Span]:
        if sign in view:
            yield from (Span(*m.span(), kind) for m in pattern.finditer(view))

    return find


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FINDERS: tuple[tuple[str, Callable[[View], Iterator[Span]]], ...] = (
    (".", _urls),
    ("@", _emails),
    ("`~-(\"'=;{}<>/$" + _LETTERS, _code),
    ("$\\", _formulas),
    ('",', _records),
    ("\\", _matches("path", _PATH, "\\")),
    ("{", _matches("code", _OBJECT, "{")),
    ("<", _matches("tag", _TAG, "<")),
    ("[", _matches("tag", _TAG, "[[")),
    ("|", _matches("table", _TABLE, "|")),
    ("]", _matches("reference", _REFERENCE, "]")),
    ("", _matches("reference", _REFERENCE, "］")),
    ("-", _matches("subtitle", _TIMECODE, "-->")),
)
"""What finds spans, each behind the ASCII characters of which a text must hold one; none where it need not."""


def protected(text: View) -> tuple[Span, ...]:
    """Every protected span of a text, ordered by start; spans of different kinds may overlap. A fact: `view.fact(protected)`."""
    held = text.fact(ascii_in)
    return tuple(sorted(span for needed, find in _FINDERS if not needed or not held.isdisjoint(needed) for span in find(text)))


@lru_cache(maxsize=64)
def outside(kinds: frozenset[str]) -> Callable[[View], tuple[tuple[int, int], ...]]:
    """The fact "where a cleaner that enters `kinds` may not go": ordered spans that do not overlap or touch."""

    def fact(view: View) -> tuple[tuple[int, int], ...]:
        merged: list[tuple[int, int]] = []
        for start, end, kind in view.fact(protected):
            if kind in kinds:
                continue
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)

    return fact


BLANK = "\0"


def masked(text: str, kinds: frozenset[str] = frozenset()) -> View:
    """`text` with every protected span (but those of `kinds`) put out by NUL, one for one, so that positions stay.

    All who ask it of one view get one view, and share what is worked out about it.

    >>> masked("见www.a.cn，好")
    '见\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00，好'
    """
    view = view_of(text)
    # A view is not put into its own memory: only the collector of cycles would ever let go of it.
    return view.fact(_without(kinds)) if view.fact(outside(kinds)) else view


@lru_cache(maxsize=64)
def _without(kinds: frozenset[str]) -> Callable[[View], View]:
    def fact(view: View) -> View:
        parts = []
        done = 0
        for start, end in view.fact(outside(kinds)):
            parts += [view[done:start], BLANK * (end - start)]
            done = end
        return View("".join([*parts, view[done:]]))

    return fact
