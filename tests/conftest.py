"""Hypothesis profiles: quick at the desk, thorough and repeatable where TEXTCLEAN_THOROUGH is set, as `make test` does for CI."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile(
    "thorough", max_examples=250, deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("thorough" if os.environ.get("TEXTCLEAN_THOROUGH") else "quick")
