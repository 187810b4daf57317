"""Polars: the namespace `textclean` of expressions, which is there once this module is imported. Nothing else."""

from __future__ import annotations

from typing import Any

from textclean.adapters._choice import chosen, cleaned
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner

with needed("polars"):
    import polars as pl


@pl.api.register_expr_namespace("textclean")
class ExprCleaner:
    """Clean a column: `pl.col("text").textclean.clean()`, eagerly or lazily. Nulls stay nulls.

    >>> pl.select(pl.lit("他说:好").textclean.clean()).item()
    '他说：好'
    """

    def __init__(self, expr: Any) -> None:
        self._expr = expr

    def clean(self, preset: str | Cleaner = "standard", script: str | None = None) -> Any:
        """The expression of the cleaned texts."""
        pipeline = chosen(preset, script)

        def clean(column: Any) -> Any:
            return pl.Series(column.name, [cleaned(pipeline, text) for text in column], dtype=pl.String)

        # Row by row, so that the streaming engine may cut the column where it likes.
        return self._expr.map_batches(clean, return_dtype=pl.String, is_elementwise=True)
