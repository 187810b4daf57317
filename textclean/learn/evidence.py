"""From what was observed of a candidate to a certainty. Knows features and weights; knows neither pages nor files."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from textclean.debris._rules import look
from textclean.han.chars import count_han, ends_sentence
from textclean.han.fold import fold

_WORDS = re.compile(
    "本站|本网|网站|网友|版权|转载|来源|编辑|浏览|点击|阅读|下载|分享|收藏|打印|关闭|返回|首页|位置|上一|下一|相关|推荐|热门|最新|更多|评论|登录|注册|关注|扫码|二维码"
    "|公众号|客户端|备案|主办|承办|技术支持|热线|投稿|广告|字号|发布(?:时间|日期|者|人)|责任|责编|栏目|频道|标签|关键词|导航|搜索|会员|访问|人气|举报|纠错|声明"
)
_DRESS = re.compile(
    r"https?:|www\.|[A-Za-z0-9-]+\.(?:com|cn|net|org|cc|top)|[©>|»›【】◆■★☆→←┃]|ICP|Copyright|_{2,}|={3,}|-{3,}|^[^\w\s]{3,}$", re.I
)
_OPENS = re.compile(
    r"(?:第.{1,6}[条章节编款项篇回部卷讲]|[上中下][篇编部卷]$|(?:时间|日期|地点|主持人?|主讲人?|参加人员|出席|记录人?):?\S{0,24}(?: 0?\d?\d:\d\d)?$|摘要|关键词|[一二三四五六七八九十百]{1,4}[、.]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[.、)]|附件|附录|目录$|摘要|前言|引言|结语|参考文献|图\d|表\d|注\d?:)"
)
_GREETS = re.compile(
    r"^(?:尊敬|各位|同志|亲爱|敬爱|女士|先生|老师|朋友|同学|大家).*|.*(?:同志们|朋友们|大家|您|你)[:!。,]?$|^(?:谢谢|感谢|此致|敬礼|特此|妥否|以上|综上)|(?:谢谢|请(?:批示|审议|审阅|指正)|起(?:施行|实施|生效)|负责解释)[。!]?$"
)
_KEPT = re.compile(r"^(?:是|否|无|有|好|好的|收到|同意|略|完|男|女|答|问|甲方|乙方|签字|盖章|日期)$")


class Line(NamedTuple):
    """What is observed of a line or of a shape; shares unless said otherwise.

    share       of the site's pages that have it            steady      how much of them have it at one place, chance put aside
    beside      that have another candidate beside it       elsewhere   of the other sites that have it too
    again       that have it more than once                 varied      1 if a part of it differs
    titled      whose differing part is a line of a page    known       1 if the shipped tables know its shape
    words       1 if it has a word of sites                 dress       1 if it has an address or a mark of menus
    sentence    1 if it ends as a sentence                  address     1 if it greets, thanks, numbers or heads
    """

    share: float
    steady: float
    beside: float
    elsewhere: float
    again: float
    varied: float
    titled: float
    known: float
    words: float
    dress: float
    sentence: float
    address: float


LINE_WEIGHTS = Line(2.0, 3.5, 0.5, -5.5, -2.5, -0.5, 1.5, 2.0, 2.0, 2.0, -1.5, -4.0)
LINE_BIAS = -1.6


class Inside(NamedTuple):
    """What is observed of a string inside sentences.

    share       of the site's pages that have it
    mend        how well its two neighbours go together when it is cut out: 0 as those of two places, 1 as neighbours in a text
    marks       1 if nearly all its places have a mark or a blank on a side: there `mend` tells nothing
    left, right how well it goes with its neighbour on that side, in the same measure
    varied      share of occurrences whose two neighbours no other occurrence has
    blank       1 if it brings a stray blank                 latin       1 if it holds Latin letters or an address
    elsewhere   share of the other sites that have it
    """

    share: float
    mend: float
    marks: float
    left: float
    right: float
    varied: float
    blank: float
    latin: float
    elsewhere: float


INSIDE_WEIGHTS = Inside(2.0, 9.0, 5.0, 0.0, -3.0, 1.0, 1.2, 2.5, -6.0)
INSIDE_BIAS = -4.5


class Head(NamedTuple):
    """What is observed of a line that comes back inside pages.

    share       of the site's pages in which it comes back   spaced      how evenly, and how far apart, 0 to 1
    cuts        share of its places where it cuts a sentence rises       share of the pages in which its number rises
    elsewhere   share of the other sites that have it        address     1 if it greets, thanks, numbers or heads
    """

    share: float
    spaced: float
    cuts: float
    rises: float
    elsewhere: float
    address: float


HEAD_WEIGHTS = Head(1.0, 5.0, 2.0, 4.0, -2.0, -2.0)
HEAD_BIAS = -4.0


def looks(text: str) -> dict[str, float]:
    """What the text of a line tells by itself: the features of `Line` that need no corpus.

    >>> told = looks("上一篇：关于春天的通知")
    >>> told["known"], told["sentence"], looks("第一条 为了")["address"]
    (1.0, 0.0, 1.0)
    """
    folded = fold(text).strip()
    address = is_address(folded)
    # 时间 and a date head a site's line, and the minutes of a meeting as well.
    known = not address and bool(look(folded).rules)
    return {
        "known": float(known),
        "words": float(bool(_WORDS.search(folded))),
        "dress": float(bool(_DRESS.search(folded))),
        "sentence": float(ends_sentence(folded) or ("," in folded and count_han(folded) > 12)),
        "address": float(address),
    }


def looks_of(lines: Sequence[str]) -> dict[str, float]:
    """The mean of what several lines of one shape tell."""
    told = [looks(line) for line in lines]
    return {name: sum(one[name] for one in told) / len(told) for name in told[0]}


def is_address(folded: str) -> bool:
    """True for what authors begin and end with, for numbers of parts, and for answers of a word."""
    return bool(_OPENS.match(folded) or _GREETS.search(folded) or _KEPT.match(folded.rstrip("。!:")) or folded.endswith(":"))


def certainty(features: Line | Inside | Head) -> float:
    """A share between 0 and 1: the logistic function of the weighted features.

    >>> certainty(Inside(0.5, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0)) > 0.9 > 0.1 > certainty(Inside(0.5, 0.1, 0.2, 0.6, 0.6, 1.0, 0.0, 0.0, 0.0))
    True
    """
    weights: tuple[float, ...]
    if isinstance(features, Line):
        weights, bias = LINE_WEIGHTS, LINE_BIAS
    elif isinstance(features, Inside):
        weights, bias = INSIDE_WEIGHTS, INSIDE_BIAS
    else:
        weights, bias = HEAD_WEIGHTS, HEAD_BIAS
    total = bias + sum(weight * value for weight, value in zip(weights, features, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
