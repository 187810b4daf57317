"""Hypothesis profiles: quick at the desk, thorough and repeatable where TEXTCLEAN_THOROUGH is set, as `make test` does for CI."""

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile(
    "thorough", max_examples=250, deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("thorough" if os.environ.get("TEXTCLEAN_THOROUGH") else "quick")

# A shell has what it starts in the background ignore interrupts, and so would every command that a test interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
