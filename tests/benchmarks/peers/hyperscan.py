"""hyperscan: many patterns in one scan, in C, over bytes."""

from importlib.metadata import version as installed_version


def version():
    """As installed."""
    return f"hyperscan {installed_version('hyperscan')}"


def ways():
    """All places of the literals."""
    return {"literals": _literals}


def _literals():
    import hyperscan

    from tests.benchmarks.literals import strings

    found = [text.encode() for text in strings()]
    database = hyperscan.Database()
    database.compile(expressions=found, ids=list(range(len(found))), elements=len(found), flags=[0] * len(found), literal=True)

    def places(text):
        hits = []
        database.scan(text.encode(), match_event_handler=lambda number, start, end, flags, context: hits.append((number, end)))
        return hits

    return places
