"""Measurements against other tools: `make bench`, or `python -m tests.benchmarks.NAME` for one of them. No test needs any."""
