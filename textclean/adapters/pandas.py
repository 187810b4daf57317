"""pandas: the accessors `series.textclean` and `frame.textclean`, which are there once this module is imported. Nothing else."""

from __future__ import annotations

from typing import Any

from textclean.adapters._choice import chosen
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner
from textclean.core.errors import ConfigError

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
        if isinstance(series.dtype, pd.CategoricalDtype):
            return done  # cleaned categories are no longer the old ones; any other type is the caller's choice
        # What is missing stays what it was: the host makes one of None and NaN.
        return done.astype(series.dtype).where(series.notna(), series)


@pd.api.extensions.register_dataframe_accessor("textclean")
class FrameCleaner:
    """Clean columns of a frame: `frame.textclean.clean("title", "text")`. The other columns stay, and so does the frame.

    >>> pd.DataFrame({"id": [7], "text": ["他说:好"]}).textclean.clean("text").to_dict("list")
    {'id': [7], 'text': ['他说：好']}
    """

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def clean(self, *columns: str, preset: str | Cleaner = "standard", script: str | None = None) -> Any:
        """A frame in which these columns are clean. Raises ConfigError if none is named: a frame does not tell which are texts."""
        if not columns:
            raise ConfigError("which columns are to be cleaned? For example: frame.textclean.clean('text')")
        frame = self._frame.copy(deep=False)
        for column in columns:
            frame[column] = frame[column].textclean.clean(preset, script)
        return frame
