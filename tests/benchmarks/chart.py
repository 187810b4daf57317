"""Bars as a plain SVG, on a ground of its own, light or dark as the reader's system is. Knows numbers and words, not what they mean."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_WIDTH, _LABELS, _VALUES = 760, 250, 70
_ROW, _BAR, _TOP = 24, 14, 34
_STYLE = """
  .back { fill: #fff } text { font: 13px system-ui, sans-serif; fill: #333 }
  .title { font-weight: 600 }
  .other { fill: #8a8f98 } .ours { fill: #0f8a7e } .one { stroke: #8a8f98; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) { .back { fill: #1e2129 } text { fill: #ddd } .other { fill: #767c86 } .ours { fill: #2bb3a4 } }
"""


class Bar(NamedTuple):
    """A row: what it is called, how long it is, what is written at its end, and whether it is our own."""

    label: str
    value: float
    told: str
    is_ours: bool = False


def svg(title: str, bars: Sequence[Bar]) -> str:
    """A chart with a logarithmic scale and a line at 1; longer is slower.

    >>> svg("Time", [Bar("one", 1.0, "1", True), Bar("other", 10.0, "10")]).count("<rect")
    3
    """
    low = math.log10(min(1.0, *(bar.value for bar in bars)) / 2)
    high = math.log10(max(1.0, *(bar.value for bar in bars)))
    room = _WIDTH - _LABELS - _VALUES

    def place(value: float) -> float:
        return _LABELS + room * (math.log10(value) - low) / (high - low)

    height = _TOP + _ROW * len(bars) + 8
    rows = [_row(k, bar, place(bar.value)) for k, bar in enumerate(bars)]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="back" width="{_WIDTH}" height="{height}" rx="6"/>',
        f'<text class="title" x="4" y="18">{escape(title)}</text>',
        f'<line class="one" x1="{place(1):.1f}" x2="{place(1):.1f}" y1="{_TOP - 6}" y2="{height - 6}"/>',
        *rows,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _row(k: int, bar: Bar, end: float) -> str:
    top = _TOP + k * _ROW
    kind = "ours" if bar.is_ours else "other"
    return (
        f'<text x="{_LABELS - 8}" y="{top + 12}" text-anchor="end">{escape(bar.label)}</text>'
        f'<rect class="{kind}" x="{_LABELS}" y="{top}" width="{end - _LABELS:.1f}" height="{_BAR}" rx="2"/>'
        f'<text x="{end + 6:.1f}" y="{top + 12}">{escape(bar.told)}</text>'
    )
