"""pandas: the accessors `series.textclean` and `frame.textclean`, which are there once this module is imported. Nothing else."""

from __future__ import annotations

from typing import Any

from textclean.adapters._choice import chosen
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner

with needed("pandas"):
    import pandas as pd


@pd.api.extensions.register_series_accessor("textclean")
class SeriesCleaner:
    """Clean a series: `series.textclean.clean()`. Index, name, type and missing values stay.

    >>> pd.Series(["他说:好", None]).textclean.clean()[0]
    '他说：好'
    """

    def __init__(self, series: Any) -> None:
        self._series = series

    def clean(self, preset: str | Cleaner = "standard", script: str | None = None) -> Any:
        """A series of the cleaned texts."""
        series = self._series
        done = series.map(chosen(preset, script), na_action="ignore")
        # Cleaned categories are no longer the old ones; any other type is the caller's choice.
        return done if isinstance(series.dtype, pd.CategoricalDtype) else done.astype(series.dtype)


@pd.api.extensions.register_dataframe_accessor("textclean")
class FrameCleaner:
    """Clean columns of a frame: `frame.textclean.clean("title", "text")`. The other columns stay, and so does the frame.

    >>> pd.DataFrame({"id": [7], "text": ["他说:好"]}).textclean.clean("text").to_dict("list")
    {'id': [7], 'text': ['他说：好']}
    """

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def clean(self, *columns: str, preset: str | Cleaner = "standard", script: str | None = None) -> Any:
        """A frame in which these columns are clean."""
        frame = self._frame.copy(deep=False)
        for column in columns:
            frame[column] = frame[column].textclean.clean(preset, script)
        return frame
