"""Write the effects of scenarios that a comparison over draws has stored into docs/what_ifs.md.

python run.py compare scenarios/baseline.yaml scenarios/no_ai.yaml ... --posterior scenarios/posteriors/baseline.csv:8
python tools/what_ifs.py results/compare/...
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from readme_claims import put_between  # noqa: E402 - the path comes first

from sim.parameters.resolve import load_scenario  # noqa: E402 - the path comes first

PAGE = ROOT / "docs" / "what_ifs.md"
BEGIN, END = "<!-- what-ifs: begin (tools/what_ifs.py RESULT_FOLDER) -->", "<!-- what-ifs: end -->"
OUTCOMES = {
    "posts_per_year": "job posts",
    "gross_services_volume": "gross services volume",
    "freelancer_earnings": "freelancer earnings",
    "fill_rate": "fill rate, points",
    "proposals_per_post": "proposals per post",
    "automated_share_of_needs": "needs met by AI alone, points",
    "ai_work_share_of_volume": "AI-related share of volume, points",
    "earnings_gini": "Gini of earnings, points",
}


def said(row: dict[str, Any]) -> str:
    """An effect in percent of the reference, or in points of a share, with its interval; bold where that excludes 0."""
    scale, sign = (100.0, "") if row["unit"] == "1" else (100.0 / abs(row["reference"]), "%")
    effect, low, high = (scale * row[name] for name in ("effect", "low", "high"))
    text = f"{effect:+.1f}{sign} [{low:+.1f}, {high:+.1f}]"
    return f"**{text}**" if low > 0.0 or high < 0.0 else text


def table(summary: dict[str, Any]) -> str:
    """All scenarios (rows) and outcomes (columns), as Markdown, with what was run."""
    effects = {(row["scenario"], row["outcome"]): row for row in summary["effects"]}
    made = (
        f"{summary['draws']} draws of the posterior, {summary['replications']} replications of "
        f"{summary['n_freelancers']:,} freelancers at each, seed {summary['seed']}, fingerprint "
        f"`{summary['fingerprint']}`; 95% intervals hold the uncertainty of the calibrated parameters and of luck, "
        "bold where they exclude zero."
    )
    lines = [
        made,
        "",
        "| scenario | " + " | ".join(OUTCOMES.values()) + " |",
        "|---|" + "--:|" * len(OUTCOMES),
    ]
    for name in summary["scenarios"]:
        cells = [said(effects[name, outcome]) if (name, outcome) in effects else "" for outcome in OUTCOMES]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    lines += ["", "What each asks:", ""]
    for name in summary["scenarios"]:
        lines.append(f"- `{name}`: {load_scenario(ROOT / 'scenarios' / f'{name}.yaml').description}")
    return "\n".join(lines)


def main() -> None:
    """Read the command line and write the page."""
    parser = argparse.ArgumentParser(description="Write the effects of a stored comparison into docs/what_ifs.md.")
    parser.add_argument("folder", type=Path, help="result folder of compare --posterior")
    summary = json.loads((parser.parse_args().folder / "summary.json").read_text(encoding="utf-8"))
    put_between(PAGE, table(summary), BEGIN, END)


if __name__ == "__main__":
    main()
