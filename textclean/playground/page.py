"""The page itself: one HTML document with its style, its script and what there is to choose. Knows no request and no text."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from textclean._version import __version__
from textclean.playground.setting import catalogue

_SAMPLE = """\
首页>新闻>正文
责任编辑：小王

那年冬天下着雪,几个摄影爱好鍺一早就上了山...山上有一座小庙&nbsp;,庙里没有人,只有鐘声在风里响!

他说:"我们下山吧,天要黑了...",于是都走了\u200b。
鍔炲叕瀹ょ殑宸ヤ綔
有人问,再也读不出的字是什么字?是锟斤拷锟斤拷。
同样的一段话,在网页上出现了两次,后一次是多余的,应当删去。
同样的一段话,在网页上出现了两次,后一次是多余的,应当删去。
分享到：微信 微博 QQ空间
"""
"""A bit of everything, for who has no text at hand."""


class Page(NamedTuple):
    """The document, and the content-security policy under which it works: its own script and style, and answers of its own server."""

    html: bytes
    policy: str


@cache
def page(limit: int) -> Page:
    """The page, for a server that takes requests of `limit` bytes."""
    from jinja2 import Environment, StrictUndefined  # only a page should cost the time to load it
    from markupsafe import Markup

    script, style = _part("page.js"), _part("page.css")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    html = environment.from_string(_part("page.html")).render(
        data={**catalogue(), "limit": limit, "sample": _SAMPLE}, script=Markup(script), style=Markup(style), version=__version__
    )
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
    return Page(html.encode(), policy)


def _part(name: str) -> str:
    return files("textclean.playground").joinpath("templates", name).read_text("utf-8")


def _hash(text: str) -> str:
    """What the content-security policy knows a script or style by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
