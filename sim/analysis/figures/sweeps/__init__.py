"""Figures of a sweep, from its stored dataset alone."""

from __future__ import annotations

from sim.analysis.figures.sweeps.draw import draw_all

__all__ = ["draw_all"]
