"""Figures that the project reports, one module for each kind of damage: `python -m tests.figures.NAME` prints them."""
