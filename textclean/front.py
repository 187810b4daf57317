"""The two calls for one text. A pipeline is built once per preset and script; holds no decision of its own."""

from __future__ import annotations

from functools import lru_cache

from textclean.config import preset as build
from textclean.core.pipeline import Pipeline
from textclean.core.result import Result


@lru_cache(maxsize=32)
def _pipeline(preset: str, script: str, words: bool) -> Pipeline:
    return build(preset, script=script, words=words)


def clean(text: str, *, preset: str = "standard", script: str = "simplified", words: bool = False) -> str:
    """`text` as its author wrote it, in the script asked for; the very same object if there was nothing to do.

    `script` is simplified, traditional, taiwan, hongkong, auto (the document's own majority) or keep (no conversion). With `words`
    the words of the other region are replaced too (軟體 and 软件), for the targets simplified and taiwan. Raises
    TypeError for bytes, ConfigError for an unknown preset or script; no text makes it raise.

    >>> clean("他说:“走吧”,于是大家都走了。")
    '他说：“走吧”，于是大家都走了。'
    """
    return _pipeline(preset, script, words)(text)


def trace(text: str, *, preset: str = "standard", script: str = "simplified", words: bool = False) -> Result:
    """As `clean`, with every edit, finding and position: see `textclean.Result`.

    >>> trace("天气不错,出门。").edits
    (Edit(start=4, end=5, replacement='，', rules=('unify.punctuation.width',), notes=()),)
    """
    return _pipeline(preset, script, words).run(text)


def fold(text: str) -> str:
    """What two copies of a text share: its characters in half width, simplified, without blanks and punctuation. For comparing only.

    This is the key by which the cleaners of the room `dedupe` compare; give it to MinHash, or to a hash, to find copies across
    documents. Signs that mean something (-, +, %, α) stay.

    >>> fold("「資訊，很重要」") == fold("“资讯, 很重要”") == "资讯很重要"
    True
    """
    from textclean.han.fold import bare  # its tables take a moment, which `import textclean` does without

    return bare(text)
