"""datatrove's formatter and filters, called on one document each. A filter gives the text, or None for a document that it drops."""

from functools import partial
from importlib.metadata import version as installed_version

_LANGUAGE = "cmn_Hani"


def version():
    """As installed."""
    return f"datatrove {installed_version('datatrove')}"


def ways():
    """Each by itself, and the part of one filter that looks for copies."""
    names = ("GopherRepetitionFilter", "GopherQualityFilter", "C4QualityFilter", "FineWebQualityFilter")
    return {
        "FTFYFormatter": _formatter,
        "duplicate n-grams": _duplicate,
        **{name: partial(_filter, name) for name in names},
    }


def _formatter():
    from datatrove.pipeline.formatters import FTFYFormatter

    return FTFYFormatter().format


def _filter(name):
    import datatrove.pipeline.filters as filters
    from datatrove.data import Document

    made = getattr(filters, name)(language=_LANGUAGE)

    def judge(text):
        document = Document(text=text, id="0")
        kept = made.filter(document)
        return document.text if kept is True else None

    return judge


def _duplicate():
    """The six passes of GopherRepetitionFilter over words, with characters as words, as its parts are."""
    from datatrove.pipeline.filters.gopher_repetition_filter import find_all_duplicate

    def count(text):
        words = list(text)
        return [find_all_duplicate(words, n) for n in range(5, 11)]

    return count
