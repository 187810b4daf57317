"""Clean text made dirty in the ways that sites make it: `python -m tests.benchmarks.dirt FOLDER OUT [--seed 1]`.

Each kind of damage is planted at the rate its row states, by a generator seeded with the text's own number: the same folder gives the same
dirt. The damage is of real kinds, but planted: how dense it is says nothing about any site. Knows no cleaner, and reads no list of one;
of the engine it asks only for traditional script.
"""

import argparse
import itertools
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import material

HEAD = (
    "首页 > 新闻中心 > 国内新闻",
    "来源：华夏资讯网 2023-05-06 12:30:15",
    "作者：佚名　浏览：1,203 次",
    "字号：【大】【中】【小】",
    "分享到：微信 新浪微博 QQ空间",
    "登录 | 注册 | 收藏本站",
)
TAIL = (
    "上一篇：关于做好秋季工作的通知",
    "下一篇：没有了",
    "责任编辑：张晓明",
    "版权声明：本文内容由互联网用户自发贡献，如有侵权请联系删除。",
    "【打印本页】【关闭窗口】",
    "点击加载更多",
    "Copyright © 2010-2023 华夏资讯网 版权所有 京ICP备10012345号",
    "扫一扫，关注我们的微信公众号",
)
WATERMARKS = ("(本文来自华夏文库 www.example.com)", "【更多精彩请访问www.example.com】", "华夏文库", "[来源:example.com]")
LOOK_ALIKES = dict(zip("者工部的本下水平作不行", "鍺笁蔀嘚夲丅沝岼莋鈈荇", strict=True))
NARROW = dict(zip("，。；：！？（）", ",.;:!?()", strict=True))
ENTITIES = {
    "“": "&ldquo;",
    "”": "&rdquo;",
    "—": "&mdash;",
    "…": "&hellip;",
    "·": "&middot;",
    "《": "&#12298;",
    "》": "&#12299;",
    "&": "&amp;",
}
INVISIBLE = ("\u200b", "\ufeff", "\u200d", "\u00ad")
_MISREADINGS = ("latin-1", "gb18030", "cp1251")

Plant = Callable[[str, random.Random, float], str]


class Kind(NamedTuple):
    """One kind of damage: its rate, what the rate counts, and how it is planted."""

    name: str
    rate: float
    each: str
    plant: Plant


# How it is planted


def _lines(change: Callable[[str, random.Random], str]) -> Plant:
    """A plant that changes a share of the lines that hold anything."""

    def plant(text: str, rng: random.Random, rate: float) -> str:
        return "\n".join(change(line, rng) if line.strip() and rng.random() < rate else line for line in text.split("\n"))

    return plant


def _characters(table: dict[str, str]) -> Plant:
    """A plant that writes a share of the characters of a table otherwise."""
    pattern = re.compile("[" + re.escape("".join(table)) + "]")

    def plant(text: str, rng: random.Random, rate: float) -> str:
        return pattern.sub(lambda match: table[match[0]] if rng.random() < rate else match[0], text)

    return plant


def _site_lines(text: str, rng: random.Random, rate: float) -> str:
    if rng.random() >= rate:
        return text
    head = rng.sample(HEAD, rng.randint(1, 4))
    tail = rng.sample(TAIL, rng.randint(2, 5))
    return "\n".join([*head, text.strip("\n"), *tail]) + "\n"


def _watermark(text: str, rng: random.Random, rate: float) -> str:
    mark = rng.choice(WATERMARKS)  # a site has one
    return re.sub("(?<=[，。])(?=[一-鿿])", lambda _: mark if rng.random() < rate else "", text)


def _wrong_quote(match: re.Match[str], rng: random.Random) -> str:
    return rng.choice(('"', "”" if match[0] == "“" else "“", "〞"))


def _wrong_quotes(text: str, rng: random.Random, rate: float) -> str:
    return re.sub("[“”]", lambda match: _wrong_quote(match, rng) if rng.random() < rate else match[0], text)


def _misread(line: str, rng: random.Random) -> str:
    try:
        return line.encode().decode(rng.choice(_MISREADINGS))
    except UnicodeDecodeError:
        return line.encode().decode("latin-1")


def _invisible(text: str, rng: random.Random, rate: float) -> str:
    return "".join(c + rng.choice(INVISIBLE) if rng.random() < rate else c for c in text)


def _repeated(text: str, rng: random.Random, rate: float) -> str:
    lines = text.split("\n")
    copies = [(rng.randint(k + 1, len(lines)), line) for k, line in enumerate(lines) if len(line) >= 20 and rng.random() < rate]
    for at, line in sorted(copies, reverse=True):
        lines.insert(at, line)
    return "\n".join(lines)


def _traditional(line: str, rng: random.Random) -> str:
    from textclean.han.opencc import converter

    return converter("s2t").convert(line)


def narrowed(text: str, rate: float, seed: int) -> str:
    """A share of the full-width marks in half width.

    >>> narrowed("他说，走。", 1.0, 1)
    '他说,走.'
    """
    return _characters(NARROW)(text, random.Random(seed), rate)


KINDS = (
    Kind("traditional passages", 0.03, "line", _lines(_traditional)),
    Kind("look-alike characters", 0.004, "character that has one", _characters(LOOK_ALIKES)),
    Kind("half-width marks", 0.05, "mark", _characters(NARROW)),
    Kind("wrong quotes", 0.05, "quote", _wrong_quotes),
    Kind("entities", 0.05, "character that has one", _characters(ENTITIES)),
    Kind("invisible characters", 0.001, "character", _invisible),
    Kind("watermarks in sentences", 0.01, "mark before Han", _watermark),
    Kind("repeated paragraphs", 0.01, "line of 20 characters and more", _repeated),
    Kind("mojibake", 0.01, "line", _lines(_misread)),
    Kind("lines of a site", 0.8, "document", _site_lines),
)
"""In the order in which they are planted: what is typed in first, what the site and its program add last."""


def dirtied(text: str, number: int, seed: int = 1, kinds: tuple[Kind, ...] = KINDS) -> str:
    """A text with all kinds of damage; the same for the same number and seed.

    >>> dirtied("他说，走。\\n", 0) == dirtied("他说，走。\\n", 0)
    True
    """
    for kind in kinds:
        text = kind.plant(text, random.Random(f"{seed} {number} {kind.name}"), kind.rate)
    return text


def all_dirtied(texts: list[str], seed: int = 1) -> list[str]:
    """Each text by its number in the list."""
    return [dirtied(text, number, seed) for number, text in enumerate(texts)]


def told() -> str:
    """The kinds with their rates, as a table in Markdown."""
    return (
        "\n".join(["| damage | rate | of each |", "|---|---:|---|", *(f"| {k.name} | {k.rate:g} | {k.each} |" for k in KINDS)])
        + "\n"
    )


def main() -> int:
    """Write dirty documents beside their clean ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    number = itertools.count()
    for text in material.clean_copies(material.read(given.folder)):
        parts = list(material.documents(text.text, material.LONG))
        stem = text.name.partition(",")[0].removesuffix(".xz").removesuffix(".txt")
        stem += "" if text.script in stem or "," not in text.name else f".{text.script}"
        dirty = "".join(dirtied(part, next(number), given.seed) for part in parts)
        (given.out / f"{stem}.dirty.txt").write_text(dirty, "utf-8")
    print(told())
    return 0


if __name__ == "__main__":
    sys.exit(main())
