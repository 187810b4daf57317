"""Files of learned patterns: their form, what is checked, and the folded key by which lines are compared. Knows no corpus.

A file is TOML, with a table for each pattern:

    [[pattern]]
    apply = true                  # false: written for the reader, not used
    kind = "line"                 # line, block, head, inside
    text = "上一篇：*"              # lines = [...] for a block; one * stands for what differs from page to page
    where = "tail"                # head, tail, anywhere
    within = 3                    # lines of the text's own between the pattern and that end at most

What else stands there (`site`, `certainty`, `contexts` …) is for the reader.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from textclean.core.errors import ConfigError, unknown
from textclean.core.lazy import lazy_compile
from textclean.core.options import fitted, named
from textclean.han.fold import bare, fold

KINDS = ("line", "block", "head", "inside")
PLACES = ("head", "tail", "anywhere")
_TOLD = ("site", "certainty", "documents", "share", "positions", "contexts", "why")
_KEYS = {"apply": bool, "kind": str, "text": str, "lines": list, "where": str, "within": int}
_HEAD = {"format": int, "made_by": str, "documents": int, "sites": int, "review": float, "left_out": int, "sample": int}
FORMAT = 1
LONGEST_LINE = 400
"""Characters of a line that is compared at all: longer ones are nobody's but the text's."""
_SHORTEST_INSIDE = 3
_LONGEST_INSIDE = 200

# A date, a time and a bare number are one thing: what counts is that one stands there.
_NUMBER = lazy_compile(r"\d+(?:(?:[-./:,年月日时分]|\s)+\d+)*[年月日时分秒]?")
_SPELT = lazy_compile(r"[〇零一二三四五六七八九十]+(?=[年月日])")
_WEEKDAY = lazy_compile(r"(?:星期|周|礼拜)[一二三四五六日天](?![一-鿿])")
_BLANKS = lazy_compile(r"\s+")
_RUN = lazy_compile(r"(.)\1+")


@lru_cache(1 << 16)
def line_key(text: str) -> str:
    """What is left of a line when width, script, marks, blanks, digits and dates are folded: equal for one line on many pages.

    >>> line_key("發佈時間：２０２３-０５-０６ 10:20  瀏覽（12）次") == line_key("发布时间:2021年11月3日 浏览(7)次")
    True
    >>> line_key("- 12 -"), line_key("＊＊＊＊")
    ('-0-', '＊')
    """
    folded = _folded(text)
    key = bare(folded)
    if key.strip("0"):
        return key
    # Of a line of marks, or of a number between marks, the marks are all there is.
    return _RUN.sub(r"\1", _BLANKS.sub("", folded)).replace("*", "＊")


def part_key(text: str) -> str:
    """The same for a part of a line, of which marks alone tell nothing.

    >>> part_key("上一篇："), part_key("· ")
    ('上一篇', '')
    """
    return _part_key(text) if text else ""


@lru_cache(1 << 16)
def _part_key(text: str) -> str:
    return bare(_folded(text))


def _folded(text: str) -> str:
    return _NUMBER.sub("0", _WEEKDAY.sub("0", _SPELT.sub("0", fold(text).strip())))


class Pattern(NamedTuple):
    """One pattern of a file. `texts` has one item, or the lines of a block; `number` is its place in the file, from 1."""

    kind: str
    texts: tuple[str, ...]
    where: str = "anywhere"
    within: int = 0
    apply: bool = True
    number: int = 0

    @property
    def told(self) -> str:
        """The pattern in a few words, for notes."""
        return f"pattern {self.number}: {self.texts[0]}{' …' if len(self.texts) > 1 else ''}"


def parsed(data: bytes, where: str) -> tuple[Pattern, ...]:
    """The patterns of a file. Raises ConfigError that says where what is wrong, and what would be right.

    >>> [one] = parsed('[[pattern]]\\nkind = "inside"\\ntext = "某某文库"'.encode(), "site.toml")
    >>> one.kind, one.texts, one.apply
    ('inside', ('某某文库',), True)
    """
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{where}: not UTF-8 at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: no TOML: {error}") from error
    for key, value in table.items():
        if key == "pattern":
            continue
        if key not in _HEAD:
            raise unknown("key", key, ["pattern", *_HEAD], where)
        fitted(value, _HEAD[key], f"{where}: {key}")
    if table.get("format", FORMAT) != FORMAT:
        raise ConfigError(f"{where}: format: must be {FORMAT}, not {table['format']}; learn the patterns anew with this version")
    rows = table.get("pattern", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{where}: pattern: must be a list of tables (write [[pattern]]), not {named(rows)}")
    return tuple(_pattern(row, number, f"{where}, pattern {number}") for number, row in enumerate(rows, 1))


def _pattern(row: Mapping[str, Any], number: int, where: str) -> Pattern:
    for key, value in row.items():
        if key in _KEYS:
            fitted(value, _KEYS[key], f"{where}: {key}") if key != "lines" else fitted(value, tuple[str, ...], f"{where}: {key}")
        elif key not in _TOLD:
            raise unknown("key", key, [*_KEYS, *_TOLD], where)
    kind, place = row.get("kind"), row.get("where", "anywhere")
    if kind not in KINDS:
        if kind is None:
            raise ConfigError(f"{where}: has no kind; one of {', '.join(KINDS)}")
        raise unknown("kind", kind, KINDS, where)
    if place not in PLACES:
        raise unknown("place", place, PLACES, f"{where}: where")
    if place != "anywhere" and row.get("within", -1) < 0:
        raise ConfigError(f"{where}: within: must say how many lines may stand between the pattern and the {place}: 0 or more")
    return Pattern(kind, _texts(row, kind, where), place, row.get("within", 0), row.get("apply", True), number)


def _texts(row: Mapping[str, Any], kind: str, where: str) -> tuple[str, ...]:
    key, other = ("lines", "text") if kind == "block" else ("text", "lines")
    if other in row or key not in row:
        raise ConfigError(f"{where}: a pattern of kind {kind} has the key {key}{', and not ' + other if other in row else ''}")
    texts = tuple(row[key]) if kind == "block" else (row[key],)
    if kind == "block" and len(texts) < 2:
        raise ConfigError(f"{where}: lines: must hold two lines or more; for one there is the kind line")
    for text in texts:
        _check_text(text, kind, f"{where}: {key}")
    return texts


def _check_text(text: str, kind: str, where: str) -> None:
    if "\n" in text or "\r" in text:
        raise ConfigError(f"{where}: must be one line; several lines are a block")
    if kind == "inside":
        if not _SHORTEST_INSIDE <= len(text.strip()) <= _LONGEST_INSIDE:
            raise ConfigError(
                f"{where}: must have {_SHORTEST_INSIDE} to {_LONGEST_INSIDE} characters, not {len(text.strip())}: {text!r}"
            )
        return
    if len(text) > LONGEST_LINE:
        raise ConfigError(f"{where}: must have {LONGEST_LINE} characters at most, not {len(text)}")
    if text.count("*") > 1:
        raise ConfigError(f"{where}: may have one *, not {text.count('*')}: {text!r}")
    key = "".join(part_key(part) for part in text.split("*")) if "*" in text else line_key(text)
    if not key or key == "0" or (len(key) < 2 and "*" in text and key.isalnum()):
        raise ConfigError(f"{where}: would match too much: {text!r}; write more of the line")
