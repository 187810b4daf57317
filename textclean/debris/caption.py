"""debris.caption: words about a picture that say nothing of it: where it was found, that it can be enlarged. Knows the frames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import masked
from textclean.core.view import View
from textclean.han.chars import HAN
from textclean.han.fold import fold
from textclean.han.lines import lines_with, whole, written_lines

_PICTURE = "(?:(?:本文|文中|以上|上述|文内|封面|题头|首)?(?:所有|部分)?(?:资料|新闻|视频|网络)?(?:图片|照片|配图|插图|题图|组图|截图|图文|图))"
# A source of twelve characters at most, without a date, a book or a name of who took it: else it says something.
_WHOSE = r"(?:(?!年|月|摄|《|拍|绘|作者|记者|为|是|档案|藏|收藏|博物)[^()\[\]【】。;\n\d]){1,12}"
_NET = "(?:互联网|网络|网上|网路|百度(?:图片|百科)?|微博|微信|朋友圈|视觉中国|东方ic|全景网?|摄图网|图虫(?:创意)?|unsplash|pixabay)"
_SAYS_NOTHING = (
    rf"{_PICTURE}(?:均|皆|都|全部)?(?:来自|来源|来源于|来自于|源自|源于|取自|转自|摘自|截自|出自)[:,]? ?{_NET}"
    rf"|{_PICTURE}(?:来源|出处): ?{_WHOSE}"
    rf"|图/? ?(?:翻摄|翻拍|撷取|截|取|摘|转)自:?{_WHOSE}"
    rf"|{_PICTURE}/(?:{_NET}|资料照片?|示意图|翻摄画面)"
    rf"|{_PICTURE}: ?(?:读者|网友|受访者|当事人)(?:提供|供图)|图源:? ?{_NET}|图源: ?{_WHOSE}|{_PICTURE}?源?(?:于)?网络,?(?:如有)?侵权?(?:请?联系)?删除?"
    r"|资料图片?|资料照片|网络(?:配图|图片|图)|配图来自网络|图文无关|(?:图片|配图)(?:与(?:本文|文章|内容|正文)(?:内容)?无关|仅供参考)(?:[,;]图文无关)?"
)
_ENLARGE = r"(?:点击|单击|轻触)(?:图片|此处)?(?:即?可)?(?:查看|看|放大|浏览)?(?:大图|高清图|原图|高清大图|放大|查看)|(?:点击|单击)放大(?:图片)?|查看(?:大图|原图|高清大图)"
_CALL = r"(?:此图[^()\[\]。]{0,10}[,，] ?)?(?:点击|戳)(?:此处|这里|图片|链接|按钮|进入|即可)?(?:咨询|查看|领取|预约|购买|下载|报名|阅读|收听|观看|进入|了解)[^()\[\]【】。;\n]{0,12}"
_ELSE = "(?:[,;] ?(?:如有?)?侵权?(?:必|请|即|请联系|联系)?删除?)?"
_INSIDE = f"(?:(?:{_SAYS_NOTHING}){_ELSE}|{_ENLARGE}|{_CALL})"
_INSIDE = rf"{_INSIDE}(?: {_INSIDE})?"
_BRACKETED = rf"(?:\( ?{_INSIDE} ?\)|\[ ?{_INSIDE} ?\]|【 ?{_INSIDE} ?】)"
_IN_LINE = lazy_compile(
    rf"(?:(?<=[{HAN}。！？!?…”」』》）)])|(?<=[。!?…]\")|(?<=[{HAN}][,;\"]))[ ]?{_BRACKETED}(?=[ ]{{0,4}}$|[。,;!?])|(?<=[。！？!?…”」』]){_BRACKETED}(?=[{HAN}“])",
    re.M | re.I,
)
# A source of letters or of a site's name is the site's; [来源:县志办] may be the author's.
_STAMP = lazy_compile(
    r"[\[【]来源:? ?(?:[^\[\]【】\n]{0,12}(?:网|文库|题库|试卷)[^\[\]【】\n]{0,14}|(?=[^\[\]【】\n]*[A-Za-z])[A-Za-z0-9#&.,;:|+*_~\-学科网 ]{2,30})[\]】]"
)
_LINE = lazy_compile(
    rf"[▲△▼↑↓]? ?(?:{_BRACKETED}|{_PICTURE}(?:均|皆|都|全部)?(?:来自|来源|来源于|来自于|源自|源于)[:,]? ?{_NET}|图片来源: ?{_WHOSE}|{_ENLARGE})[。.]?",
    re.I,
)
_WORDS_OF_PICTURES = ("图", "照片", "放大", "点击", "戳")
_OF_PICTURES = lazy_compile("|".join(_WORDS_OF_PICTURES))
_WRITTEN = lazy_compile('(?:[写标印注叫有是为成作][着上明有了到]{0,2}|注明|标注|字样|["“‘「『:：])$')


@dataclass(frozen=True)
class Caption(Cleaner):
    """Remove notes about a picture that say nothing of it: （图片来自网络）, （图/翻摄自…）, 【资料图】, 点击查看大图.

    The picture is gone when a page is copied, and the note about its source or its size stays behind. It goes in brackets at the end
    of a sentence, or as a line of its own.

    Stay: captions (图为…, 图1：…), （图2）, a source with a date, a book or a photographer, bylines, such words inside a
    sentence, what the text announces with a colon or writes in quotes.
    """

    name: ClassVar[str] = "debris.caption"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes")
    rules: ClassVar[dict[str, str]] = {
        "bracket": "A note in brackets at the end of a sentence goes.",
        "line": "A note that is a line goes.",
        "stamp": "A site's stamp in brackets inside a text ([来源：学科网Z.X.X.K]) goes.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        text = fold(masked(view))
        if "来源" in text:
            yield from (Hit(*match.span(), "", "stamp") for match in _STAMP.finditer(text))
        if not any(word in text for word in _WORDS_OF_PICTURES):
            return
        written = view.fact(written_lines)
        shown = [text[line.start : line.end].strip() for line in written]
        notes = [k for k, line in enumerate(shown) if len(line) < 60 and _LINE.fullmatch(line)]
        if len(notes) == len(written):
            return
        told: set[int] = set()
        for k in notes:
            announced = k and (shown[k - 1].endswith((":", "：")) or k - 1 in told)
            if announced:
                told.add(k)  # what stands below an announced line is announced with it
            else:
                yield Hit(*whole(view, written[k]), "", "line")
        for match in (m for at, line in lines_with(_OF_PICTURES, text) for m in _IN_LINE.finditer(text, at, at + len(line))):
            if not _WRITTEN.search(text[max(0, match.start() - 4) : match.start()]):
                yield Hit(*match.span(), "", "bracket")
