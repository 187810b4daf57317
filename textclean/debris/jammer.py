"""debris.jammer: strings of letters, digits and marks that a forum hides at the ends of lines. Knows their make-up, no string."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, digits, punctuation
from typing import ClassVar, NamedTuple

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View, ascii_in
from textclean.han.chars import HAN
from textclean.han.lines import Line, lines, whole, written_lines

_SHORTEST, _LONGEST = 6, 80
_TAIL = lazy_compile(rf"(?<=[{HAN}，。！？；：、…—“”’」』）》])[ \u3000]?([!-~][ -~]{{{_SHORTEST - 1},{_LONGEST}}})\Z")
_STOPS = "。！？…”’」』"
# What words, formulas, code, product codes and lists are made of besides letters and digits; a jammer has other marks too.
_STRANGE = lazy_compile(r"[\"'&\]{}|~@#$!?`\[;\\]")
_MARK = lazy_compile(r"[!-/:-@\[-`{-~]")
_WORD = lazy_compile(r"[a-z]{3}|[A-Z]{4}")
_CODE = lazy_compile(
    r"[A-Za-z_]\w*[(\[]\w*[)\]]|[=!<>]=|->|=>|&&|\|\||::|\\[a-z]|^[\"'].*[\"']$|^\(.*\)$|^[{\[].*[}\]]$|%[sd]|(?:^| )\| |[a-z\d]@\d|[\"'][^\"' ]{1,20}[\"']|[A-Z]&[A-Z]|\w; |</|\$\w+\$|^[#@$]\w+$"
)
_ONE_WORD = lazy_compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.+[#$^&*~`|\[\]{}!?].)[!-~]{8,24}")
_CHESS = lazy_compile(
    r"(?:\d+\.+)?(?:[KQRBN]?[a-h]?[1-8]?x?[a-h][1-8](?:=[QRBN])?|O-O(?:-O)?|0-0(?:-0)?|\d+\.+|1-0|0-1)?[+#!?]{0,3}"
)
_ANNOUNCED = lazy_compile(
    r"[密秘][码碼钥鑰]|口令|公式|代[码碼]|命令|序列[号號]|激活[码碼]|[验驗][证證][码碼]|[编編][码碼号號]|型[号號]|正[则則]|快捷[键鍵]|[键鍵][盘盤]|棋[谱譜]|字符|答案|乱码|亂碼|[变變]量|[语語]法|[脚腳]本"
    r"|暗[号號]|[如以]下|[规規]格|和弦|[钢鋼]筋|参数|參數|[账帳賬][号號户戶]|表[情达達]|函[数數]|指令|[密暗]文|[标標][签籤]|[输輸]入|Wi-?Fi|[Kk]ey|[Pp]ass"
)
_SOWN = 5  # parts of a string of single characters at least
_STUCK = lazy_compile(r"[A-Za-z][^\w\s]$|^[^\w\s][A-Za-z]")
_COPIED = lazy_compile(
    r"(?:(?<=[^\W\d_])|(?<=[。！？…”」』，；]))[ ]?[0-9]{0,6}[Pp]lease respect copyright\.[ ]?[A-Z]{4,12}[A-Za-z0-9]{4,20}"
)


_COPIED_LINE = lazy_compile(r"[0-9]{0,6}[Pp]lease respect copyright\.[ ]?[A-Z]{4,12}[A-Za-z0-9]{4,20}")


class _String(NamedTuple):
    """A string that may be a jammer: its place, its line (index), what stands before it on the line."""

    start: int
    end: int
    line: int
    before: str


@dataclass(frozen=True)
class Jammer(Cleaner):
    r"""Remove strings against copying from the ends of lines: 大家都去看。"w&G1kw5I, & ]+ O5 z+ T1 z5 t, and 969Please respect copyright….

    Forums write such strings in the colour of the page, so that only who copies the text sees them. A string mixes letters, digits
    and marks, has a mark inside that words and formulas have not, and no word in it. It goes where it ends a line behind a full
    stop, comes back, or stands in a text that has others.

    Stay: code, formulas, addresses, chess, product codes, sizes, emoticons, and what the line itself or the one above it announces:
    passwords, keys, commands, answers.
    """

    name: ClassVar[str] = "debris.jammer"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "tail": "A string of letters, digits and marks at the end of a line goes.",
        "line": "A line that is only such a string goes, if the string comes back or others are found.",
        "copied": "A site's request to respect copyright, with its number and code, goes from the end of a sentence.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        text = masked(view)
        if "respect copyright." in text:
            for match in _COPIED.finditer(text):
                yield Hit(*match.span(), "", "copied")
            yield from (Hit(*whole(view, line), "", "copied") for line in view.fact(lines) if _COPIED_LINE.fullmatch(line.bare))
        held = view.fact(ascii_in)
        if held.isdisjoint(digits) or held.isdisjoint(ascii_lowercase) or held.isdisjoint(punctuation):
            return  # a string has all of these
        written = view.fact(written_lines)
        strings = list(_strings(text, written))
        if not strings:
            return
        shown = [text[s.start : s.end].strip() for s in strings]
        times = Counter(shown)
        strings = [s for s, own in zip(strings, shown, strict=True) if _is_jammed(own) or (_is_stop(s) and times[own] > 1)]
        sure = any(map(_is_stop, strings))
        if all(not s.before for s in strings) and len({s.line for s in strings}) == len(written):
            return
        for string in strings:
            again = times[text[string.start : string.end].strip()] > 1
            if string.before and (_is_stop(string) or again or sure):
                yield Hit(string.start, string.end, "", "tail", "comes back" if again else "")
            elif not string.before and (again or sure):
                yield Hit(*whole(view, written[string.line]), "", "line", "comes back" if again else "")


def _strings(text: str, written: Sequence[Line]) -> Iterator[_String]:
    above = ""
    for k, line in enumerate(written):
        shown = text[line.start : line.end]
        content = shown.strip()
        context = above[-60:]
        above = content
        if _SHORTEST <= len(content) <= _LONGEST and content.isascii():
            if _is_jammed(content) and not _announces(context):
                yield _String(line.start, line.end, k, "")
            above = context if _is_jammed(content) else content
            continue
        # No more than the end of a line can hold one.
        cut = max(0, len(shown.rstrip()) - _LONGEST - 4)
        match = _TAIL.search(shown.rstrip(), cut)
        if match is None:
            continue
        start = match.start(1)
        before = shown[:start].rstrip(" \u3000")
        if match[1][0] == '"' and before.count('"') % 2:
            start += 1  # it closes what the sentence quotes
            before = shown[:start]
        end = len(shown.rstrip())
        if _may_be_jammed(shown[start:end].strip()) and not _announces(before[-40:]) and before[-1:] not in "：:":
            yield _String(
                line.start + (start if start != match.start(1) else match.start()), line.start + end, k, before.rstrip('"')
            )


def _is_stop(string: _String) -> bool:
    """True for a string behind the mark that ends a sentence."""
    return string.before != "" and string.before[-1] in _STOPS


def _announces(before: str) -> bool:
    return bool(_ANNOUNCED.search(before)) or before.endswith(("：", ":"))


def _may_be_jammed(string: str) -> bool:
    """True for a jammer, and for a string in one word of small and great letters, digits and a mark: a jammer if it comes back."""
    return _is_jammed(string) or (_ONE_WORD.fullmatch(string) is not None and not _WORD.search(string))


def _is_jammed(string: str) -> bool:
    """True for a string that nobody would write: letters, digits and marks in no order, without a word, a formula or a code."""
    if len(string) < _SHORTEST or "\0" in string or not (_STRANGE.search(string[:-1]) or _is_sown(string)) or _WORD.search(string):
        return False
    numerals = sum(c.isdigit() for c in string)
    small = sum(c.islower() for c in string)
    great = sum(c.isupper() for c in string)
    marks = len(set(_MARK.findall(string)))
    if not numerals or not small or not (great or marks > 2) or marks < 2 or not _MARK.search(string[1:-1]):
        return False
    return (_is_sown(string) or not _CODE.search(string)) and not all(_CHESS.fullmatch(part) for part in string.split())


def _is_sown(string: str) -> bool:
    """True for single characters that blanks part, with marks of several kinds stuck to letters: + z4 v% I8 o* Q."""
    parts = string.split()
    short = len(parts) >= _SOWN and all(len(part) <= 2 for part in parts)
    if short and len(set(_MARK.findall(string))) >= 2 and sum(c.isdigit() for c in string) >= 2:
        return True
    return (
        len(parts) >= _SOWN
        and all(len(part) <= 3 for part in parts)
        and len(set(_MARK.findall(string))) >= 3
        and sum(_STUCK.search(part) is not None for part in parts) >= 2
        and "=" not in string
    )
