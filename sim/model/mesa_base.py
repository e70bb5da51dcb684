"""The only door to Mesa: what differs between Mesa 3.3, 3.5 and 4 is settled here."""

from __future__ import annotations

from mesa import Agent, Model

__all__ = ["Agent", "Model"]
