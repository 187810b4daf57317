"""Every test of a host ends in time."""

import signal

import pytest

SECONDS = 110


@pytest.fixture(autouse=True)
def ends_in_time():
    """An alarm, so that a cluster that hangs is a failure and not a wait."""

    def give_up(*_):
        raise TimeoutError(f"not done after {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
