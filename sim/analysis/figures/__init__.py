"""Figures of a run; `draw_all` writes every one. Matplotlib is imported here and nowhere else."""

from __future__ import annotations

from sim.analysis.figures.draw import FIGURES, OVERVIEW, draw_all

__all__ = ["FIGURES", "OVERVIEW", "draw_all"]
