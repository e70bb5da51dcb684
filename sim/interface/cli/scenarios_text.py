"""The words of ``scenarios/README.md``, around the table of the scenarios that ship."""

from __future__ import annotations

from typing import Final

SCENARIOS_PAGE: Final = """\
# Scenarios

{generated}

{table}

    python run.py run scenarios/quick.yaml

## Writing one

A scenario says only what differs. This one, saved in this folder, asks a question of its own:

    # yaml-language-server: $schema=schema.json
    name: eager_clients
    description: What if clients were keener on AI, by one standard deviation, and nobody had it before May 2023?
    extends: baseline.yaml
    ai:
      client_adoption:
        openness_mean: 1.0
      capability:
        public_from: 2023-05-01

- `extends` names another file, relative to this one. Groups are merged name by name; anything else is replaced. A chain
  may have up to ten files. `name` and `description` are each file's own: without a `name`, the file's name is taken.
  The name is also the name of the folder of results.
- Units and bounds are those of `docs/parameters.md` (`python run.py describe parameters ai.client_adoption` shows a
  part). Shares and fees are fractions (`0.15`, not `15%`), money is US dollars, durations are weeks or hours as the
  name says.
- Dates are `YYYY-MM-DD`, without quotes or with them. Whole numbers are written in full (`10000`, not `1e4` or
  `10_000`).
- Only `true` and `false` are truth values; `yes`, `no`, `on` and `off` are text. A number must not begin with `0`.
- Anchors, aliases, tags, merge keys and a second document are refused: a scenario reads the same for everybody.
- Whatever is wrong, the answer names the file, line and column, the parameter, the range and the unit, and nothing is
  run: `my.yaml:7:12: ai.client_adoption.share: 1.4 is above the highest allowed value 1 (unit: 1)`.

The first line lets an editor with a YAML language server complete names, show units and mark mistakes while you type.

## Without a file

`--set path=value` changes one parameter; it may be repeated, later ones win, and lists are written in brackets:

    python run.py run scenarios/quick.yaml --set ai.client_adoption.mode=pinned --set ai.client_adoption.share=0.4

A sweep runs a scenario at many points of its parameters: those that ship lie in `sweeps/`, and docs/sweeps.md says
how to write one.

The folder of a result holds `scenario.yaml`, every parameter as it was used; it can be run again as it is.
"""
