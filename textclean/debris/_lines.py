"""The engine for rules about whole lines: which line of a text is whose. The rules are tables, `data/debris/*.toml`, one a cleaner.

A rule has these fields:

    name      the last part of the rule's name
    line      a regular expression for the whole line, folded (half width, simplified, straight quotes) and without the blanks round it
    where     head: above the first line of prose; tail: below the last one; edges: either; anywhere. In a text without prose the edges are three lines
    weak      true: only beside a line of a rule that is not weak, blank lines aside (any cleaner's)
    takes     true: the heading of a list of links, which goes with the short lines below it that end in no mark (tail only)
    examples  lines that have the shape: they are its tests
    stay      look-alikes that must not have it: they are its tests too
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import ClassVar, Literal, NamedTuple

from textclean import data
from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.errors import TableError
from textclean.core.protect import KINDS
from textclean.core.view import View
from textclean.han.chars import count_han, ends_sentence
from textclean.han.fold import folded
from textclean.han.lines import Line, is_prose, lines

_EDGE = 3  # lines at the top, and at the bottom, that are the edges of a text without prose
_LINKS = 12  # short lines that a heading takes at most
_LINK = 6  # Chinese characters of a link's title at least
_NO_LINK = re.compile(r"[。;:]|\d{5}|[元¥$]|^\d{4}年|日$|^\"[^\"]*\"$")


class Rule(NamedTuple):
    """A shape of line that sites add: see the head of this module."""

    cleaner: str
    name: str
    line: re.Pattern[str]
    where: Literal["head", "tail", "edges", "anywhere"]
    weak: bool
    takes: bool
    examples: tuple[str, ...]
    stay: tuple[str, ...]


_KEYS = {"name", "line", "where", "weak", "takes", "examples", "stay"}


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of all tables. Raises TableError, with file and rule, for what cannot be read."""
    found: list[Rule] = []
    for file in sorted((resources.files("textclean.data") / "debris").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            table = tomllib.loads(file.read_text("utf-8"))["rule"]
            found += [_rule(file.name.removesuffix(".toml"), row) for row in table]
        except (OSError, KeyError, TypeError, ValueError, re.error) as error:
            raise TableError(f"textclean/data/debris/{file.name} cannot be read ({error}); install textclean-zh again") from error
    return tuple(found)


def _rule(cleaner: str, row: Mapping[str, object]) -> Rule:
    if unknown := set(row) - _KEYS:
        raise ValueError(f"rule {row.get('name')}: unknown field {sorted(unknown)[0]}")
    return Rule(
        cleaner,
        str(row["name"]),
        re.compile(str(row["line"])),
        row.get("where", "edges"),  # type: ignore[arg-type]
        bool(row.get("weak", False)),
        bool(row.get("takes", False)),
        tuple(row["examples"]),  # type: ignore[arg-type]
        tuple(row["stay"]),  # type: ignore[arg-type]
    )


@cache
def _any_shape() -> re.Pattern[str]:
    """One pattern for all rules: most lines have no shape, and are told so at once."""
    # Names of groups would clash between rules; nothing reads them here.
    return re.compile("|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', rule.line.pattern)})" for rule in rules()))


# Words of sites' lines. A line with a comma or a full stop is a sentence, which hardly any rule is about: those that are hold one
# of these, and a test sees to it. So most of a text is told in one search.
_WORDS = re.compile(
    "版权|著作权|转载|声明|侵权|授权|许可|免责|仅供|由[^,。]{0,12}(?:上传|提供|分享|生成|审核)|来源|作者|编辑|原创|记住|网址|域名|首发|更新|弹窗|阅读|文库|会员|词条"
    "|下载|点击|扫|二维码|公众号|关注|收藏|章|转码|页|字|在看|点赞|转发|分享|登录|登陆|注册|加入|预约|咨询|热线|电话|微信|QQ|发表|楼|帖|回复|评论|回答|采纳|链接"
    "|推荐|相关|首页|位置|举报|投诉|版|浏览|联系|网站|本站|本网|[Cc]opyright|©|ICP|http|www|[>|»]|播放|购物车|邮件|发件人|收件人|主题|隐藏|文档|格式|试读|预览"
    "|客户端|iPhone|A[Pp][Pp]|app|星标|订阅|求|票|时间|日期|责编|说是|看到"
)


def may_have_shape(text: str) -> bool:
    """False for a sentence without any word of sites: no rule is about such a line."""
    return bool(text) and ((text[-1] not in "。!?" and "," not in text) or _WORDS.search(text) is not None)


def shapes(text: str) -> list[Rule]:
    """The rules whose shape a folded line has, wherever it stands."""
    if not may_have_shape(text) or _any_shape().fullmatch(text) is None:
        return []
    return [rule for rule in rules() if rule.line.fullmatch(text)]


def debris_lines(view: View) -> tuple[tuple[Line, Rule], ...]:
    """The lines that sites added, each with the rule that tells it. A fact."""
    written = [line for line in view.fact(lines) if not line.is_blank]
    whole = view.fact(folded)
    texts = [whole[line.start : line.end].strip() for line in written]
    having = [shapes(text) for text in texts]
    if not any(having):
        return ()
    prose = [k for k, line in enumerate(written) if not having[k] and is_prose(line.text)]
    first, last = (prose[0], prose[-1]) if prose else (0, -1)

    def stands(k: int, rule: Rule) -> bool:
        at_head, at_tail = (k < first, k > last) if prose else (k < _EDGE, k >= len(written) - _EDGE)
        return (
            rule.where == "anywhere"
            or (at_head and rule.where in ("head", "edges"))
            or (at_tail and rule.where in ("tail", "edges"))
        )

    told: dict[int, Rule] = {}
    for k, found in enumerate(having):
        strong = next((rule for rule in found if not rule.weak and stands(k, rule)), None)
        if strong and not _is_announced(texts, having, k) and not (strong.takes and _heads(texts, having, k)):
            told[k] = strong
    for heading in [k for k, rule in told.items() if rule.takes and k > last]:
        for k in _links(texts, having, heading):
            told.setdefault(k, told[heading])
    _spread(told, having, stands, len(written))
    if len(told) == len(written):
        return ()  # a text of nothing else is what it is
    return tuple((written[k], told[k]) for k in sorted(told))


def _is_announced(texts: Sequence[str], having: Sequence[Sequence[Rule]], k: int) -> bool:
    """True if the nearest line above that has no shape ends in a colon: then the text lists what looks like a site's."""
    while k and having[k]:
        k -= 1
    return not having[k] and texts[k].endswith(":")


def _heads(texts: Sequence[str], having: Sequence[Sequence[Rule]], k: int) -> bool:
    """True if a heading has something below it that is no link and no site's: a menu, a programme, a list of the author's."""
    return k + 1 < len(texts) and not having[k + 1] and not any(True for _ in _links(texts, having, k))


def _links(texts: Sequence[str], having: Sequence[Sequence[Rule]], heading: int) -> Iterator[int]:
    """The lines below a heading that are titles of links: short, without a final mark, no prices, dates or numbers to call."""
    for k in range(heading + 1, min(heading + 1 + _LINKS, len(texts))):
        text = texts[k]
        if having[k]:
            return
        if count_han(text) < _LINK or len(text) > 60 or ends_sentence(text) or _NO_LINK.search(text):
            return
        yield k


def _spread(told: dict[int, Rule], having: Sequence[Sequence[Rule]], stands: object, length: int) -> None:
    """Weak shapes beside told lines are told too, from one to the next."""
    waiting = list(told)
    while waiting:
        k = waiting.pop()
        for beside in (k - 1, k + 1):
            if 0 <= beside < length and beside not in told:
                weak = next((rule for rule in having[beside] if rule.weak and stands(beside, rule)), None)  # type: ignore[operator]
                if weak:
                    told[beside] = weak
                    waiting.append(beside)


class LineRules(Cleaner):
    """A cleaner whose rules are a table of shapes of lines: it removes the lines that are told to be of its table."""

    safety: ClassVar[Safety] = Safety.LOSSY
    enters: ClassVar[frozenset[str]] = frozenset(KINDS)
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")

    def versions(self) -> dict[str, str]:
        table = f"debris/{self.name.rpartition('.')[2]}.toml"
        return {table: data.version(table)}

    def find(self, view: View) -> Iterator[Hit]:
        told = view.fact(debris_lines)
        noun = self.name.rpartition(".")[2]
        removed = {line.start for line, rule in told if rule.cleaner == noun}
        if not removed:
            return
        above = _bottom(view, removed)
        for line, rule in told:
            if line.start in above:
                # At the bottom of a text a line goes with what parts it from the line above, and a final newline stays.
                yield Hit(above[line.start], line.end, "", rule.name)
            elif line.start in removed:
                yield Hit(line.start, min(line.end + 1, len(view)), "", rule.name)


def _bottom(view: View, removed: set[int]) -> dict[int, int]:
    """The removed lines with nothing but removed and blank ones below them, each with the end of the line above it."""
    written = [line for line in view.fact(lines) if not line.is_blank]
    bottom: dict[int, int] = {}
    for k in range(len(written) - 1, 0, -1):
        if written[k].start not in removed:
            break
        bottom[written[k].start] = written[k - 1].end
    return bottom
