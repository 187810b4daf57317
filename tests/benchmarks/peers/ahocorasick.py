"""ahocorasick-rs: many literals in one scan, in Rust."""

from importlib.metadata import version as installed_version


def version():
    """As installed."""
    return f"ahocorasick-rs {installed_version('ahocorasick-rs')}"


def ways():
    """All places of the literals."""
    return {"literals": _literals}


def _literals():
    from ahocorasick_rs import AhoCorasick, MatchKind

    from tests.benchmarks.literals import strings

    return AhoCorasick(strings(), matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes
