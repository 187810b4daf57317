"""Data-Juicer's mappers, the nearest chain to what a cleaner of Chinese does, called as the data set layer calls them."""

from functools import partial
from importlib import import_module
from importlib.metadata import version as installed_version

CHAIN = (
    ("fix_unicode_mapper", "FixUnicodeMapper"),
    ("punctuation_normalization_mapper", "PunctuationNormalizationMapper"),
    ("whitespace_normalization_mapper", "WhitespaceNormalizationMapper"),
    ("chinese_convert_mapper", "ChineseConvertMapper"),
    ("clean_links_mapper", "CleanLinksMapper"),
    ("clean_email_mapper", "CleanEmailMapper"),
    ("clean_ip_mapper", "CleanIpMapper"),
    ("remove_specific_chars_mapper", "RemoveSpecificCharsMapper"),
    ("remove_repeat_sentences_mapper", "RemoveRepeatSentencesMapper"),
)
_OPTIONS = {"chinese_convert_mapper": {"mode": "t2s"}}
_HARMFUL = {"punctuation_normalization_mapper", "clean_links_mapper", "clean_email_mapper", "clean_ip_mapper"}


def version():
    """As installed."""
    return f"py-data-juicer {installed_version('py-data-juicer')}"


def ways():
    """The whole chain; and, for quality, what is left of it without the mappers that a text's author would not ask for."""
    kept = [row for row in CHAIN if row[0] not in _HARMFUL]
    alone = {name: partial(_chain, [(module, name)]) for module, name in CHAIN}
    return {
        "chain": partial(_chain, CHAIN),
        "chain without PunctuationNormalization and removal of addresses": partial(_chain, kept),
        **alone,
    }


def _chain(rows):
    made = [getattr(import_module(f"data_juicer.ops.mapper.{module}"), name)(**_OPTIONS.get(module, {})) for module, name in rows]

    def clean(text):
        samples = {"text": [text]}
        for mapper in made:
            samples = mapper.process_batched(samples)
        return samples["text"][0]

    return clean
