"""The traces beside the whole documents: `python -m tests.traces` writes them anew after a change of behaviour."""

import json
from pathlib import Path
from typing import Any

from tests.material import DOCUMENTS
from textclean.config import preset
from textclean.core.result import Result
from textclean.report.trace import trace


def _pipeline(raw: Path) -> Any:
    return preset("standard", script="traditional" if ".traditional." in raw.name else "simplified")


def outcome(raw: Path) -> Result:
    """What the default preset makes of a document, for the target that its name tells."""
    return _pipeline(raw).run(raw.read_text("utf-8"))


def trace_path(raw: Path) -> Path:
    return raw.with_name(raw.name.replace(".raw.txt", ".trace.json"))


def traced(raw: Path) -> dict[str, Any]:
    """The trace of a document, without the fingerprint, which changes with every version."""
    return trace(outcome(raw), _pipeline(raw), path=raw.name)


if __name__ == "__main__":
    for document in sorted(DOCUMENTS.glob("*.raw.txt")):
        told = json.dumps(traced(document), ensure_ascii=False, indent=1)
        trace_path(document).write_text(told + "\n", "utf-8")
