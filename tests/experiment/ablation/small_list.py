"""A short list of ablations of a small market, written into a folder."""

from __future__ import annotations

HEAD = """name: few
description: A few switches.
scenario: small.yaml
replications: 2
"""
MECHANISMS = """mechanisms:
  automation:
    says: No need is met by AI alone.
    set: {ai.automation.enabled: false}
  memory:
    says: Clients remember nobody.
    set:
      clients: {n_remembered: 0}
"""
VARIANTS = """variants:
  by_learning:
    says: No peers.
    tuned: [ai.freelancer_adoption.cost]
    set:
      ai.freelancer_adoption.peer_weight: 0.0
      ai.freelancer_adoption.cost: 4.0
  by_imitation:
    says: No gain.
    set: {ai.freelancer_adoption.gain_weight: 0.0}
not_switched:
  invitations: Only with memory.
"""
SCENARIO = """name: small
population: {n_freelancers: 300}
horizon: {warm_up_weeks: 60, weeks: 200}
record: {people_share: 1.0}
"""


def write(folder, text=HEAD + MECHANISMS + VARIANTS, scenario=SCENARIO):
    """Write a list and its scenario; return the path of the list."""
    (folder / "small.yaml").write_text(scenario, encoding="utf-8")
    path = folder / "list.yaml"
    path.write_text(text, encoding="utf-8")
    return path
