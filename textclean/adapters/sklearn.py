"""scikit-learn: a transformer for the head of a pipeline of texts. Learns no more than names, so it may be used unfitted."""

from __future__ import annotations

from typing import Any

import numpy as np

from textclean.adapters._choice import chosen
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner

with needed("sklearn"):
    from sklearn.base import BaseEstimator, TransformerMixin


class TextCleaner(TransformerMixin, BaseEstimator):
    """Clean texts: `make_pipeline(TextCleaner(), TfidfVectorizer(analyzer="char"))`.

    Takes a list, an array or a series of texts, or a table of them, and gives an array of the same shape. None, NaN and NA stay.

    >>> TextCleaner().fit_transform(["他说:好", None]).tolist()
    ['他说：好', None]
    """

    def __init__(self, preset: str | Cleaner = "standard", script: str | None = None) -> None:
        self.preset = preset
        self.script = script

    def fit(self, X: Any, y: Any = None) -> TextCleaner:
        """Learn the names of the columns, and nothing else. Raises ConfigError for a preset or script that does not exist."""
        chosen(self.preset, self.script)
        named = getattr(X, "columns", None)
        if named is None:
            named = [f"x{at}" for at in range(np.shape(X)[1])] if np.ndim(X) == 2 else ["text"]
        self.feature_names_in_ = np.asarray(named, dtype=object)
        self.n_features_in_ = len(self.feature_names_in_)
        return self

    def transform(self, X: Any) -> Any:
        """The texts, cleaned. Raises ValueError for a lone string, whose letters would be taken for texts."""
        if isinstance(X, str):
            raise ValueError("TextCleaner wants a list of texts, not one text")
        pipeline = chosen(self.preset, self.script)
        clean = np.frompyfunc(lambda text: text if _is_missing(text) else pipeline(text), 1, 1)
        return clean(np.asarray(X, dtype=object))

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The names that came in, since a text remains a text."""
        names = getattr(self, "feature_names_in_", ["text"]) if input_features is None else input_features
        return np.asarray(names, dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.string = tags.input_tags.one_d_array = tags.input_tags.allow_nan = True
        return tags


def _is_missing(value: Any) -> bool:
    """True for None and for NaN, which is the one value that is not itself; also for pandas' NA, which will not be compared."""
    try:
        return value is None or bool(value != value)
    except TypeError:
        return True
