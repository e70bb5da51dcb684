"""Write the table of claims, targets and validation of a result folder into README.md and docs/known_misses.md."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BEGIN = "<!-- claims: begin (tools/readme_claims.py RESULT_FOLDER) -->"
END = "<!-- claims: end -->"
HEADLINE = (
    "ai_work_earnings_growth_2025q1", "ai_work_contracts_growth_2025q1", "ai_work_hours_growth_2025q1",
    "ai_work_earnings_growth_2024", "ai_work_contracts_growth_2024", "ai_work_hours_growth_2024",
    "gross_services_volume", "fill_rate", "proposals_per_post", "automated_share_of_needs",
    "client_ai_adoption_share", "freelancer_ai_adoption_share", "earnings_gini",
    "ai_premium_raw", "ai_premium_adjusted", "ai_effect_allowed",
)  # fmt: skip


CLAIMED = {
    "S1": "earnings from AI-related work grew by 25% (2025 Q1) and 60% (2024)",
    "S2": "AI alone meets short, simple work first",
    "S3": "substitution stays narrow",
    "S4": "experienced freelancers who use AI gain",
    "S5": "clients choose a person first, and those who use AI",
    "S6": "entry-level software work falls, expert work holds",
    "S7": "the impact is selective over work categories",
    "S8": "clients adopt early, part of the freelancers resist",
    "S9": "AI displaces and creates",
}


def shown(value: float | None) -> str:
    """A number with three significant digits; an empty cell for none."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def run_in_words(summary: dict[str, Any]) -> str:
    """Scenario, replications, seed and fingerprint of a run."""
    head = f"`{summary['scenario']}`, {summary['replications']} replications, seed {summary['seed']}"
    return f"{head}, fingerprint `{summary['fingerprint']}`"


def claims_table(summary: dict[str, Any], manifest: dict[str, Any]) -> str:
    """The headline outcomes and the claims, as Markdown."""
    lines = [
        f"{run_in_words(summary)}, {manifest['wall_time_s'] / 60:.0f} minutes on two cores:",
        "",
        "| outcome | value | standard error | unit |",
        "|---|--:|--:|---|",
    ]
    for name in HEADLINE:
        outcome = summary["outcomes"][name]
        cells = (f"`{name}`", shown(outcome["value"]), shown(outcome["standard_error"]), outcome["unit"])
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "| claim | verdict | what the baseline says (95% intervals in brackets) |", "|---|---|---|"]
    lines += [
        f"| {claim['id']}: {CLAIMED[claim['id']]} | {claim['verdict']} | {claim['text']} |"
        for claim in summary["claims"]
    ]
    for kind, title in (("targets", "Targets met"), ("validation", "Validation rows met")):
        rows = [row for row in summary[kind] if row["passed"] is not None]
        lines += ["", f"{title}: {sum(row['passed'] for row in rows)} of {len(rows)}."]
    return "\n".join(lines)


def misses_page(summary: dict[str, Any]) -> str:
    """Every target and validation row that fails, and every claim that is not reproduced, as Markdown tables."""
    lines = [f"From {run_in_words(summary)}."]
    for kind, title in (("targets", "Targets missed"), ("validation", "Validation rows missed")):
        lines += ["", f"### {title}", "", "| id | measure | value | published range | unit |", "|---|---|--:|---|---|"]
        for row in summary[kind]:
            if row["passed"] is False:
                low, high = row["low"], row["high"]
                band = f"{shown(low) or 'any'} to {shown(high) or 'any'}"
                lines.append(f"| {row['id']} | {row['metric']} | {shown(row['value'])} | {band} | {row['unit']} |")
    lines += ["", "### Claims not reproduced", ""]
    missed = [claim for claim in summary["claims"] if claim["verdict"] != "reproduced"]
    lines += [f"- **{claim['id']}** ({claim['verdict']}): {claim['text']}" for claim in missed]
    return "\n".join(lines)


def put_between(path: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Replace what stands between two marks of a page."""
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    after = rest.split(end)[1]
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Read the command line and write both pages."""
    parser = argparse.ArgumentParser(description="Write a result's claims into README.md and docs/known_misses.md.")
    parser.add_argument("folder", type=Path, help="result folder of the baseline")
    folder = parser.parse_args().folder
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    put_between(ROOT / "README.md", claims_table(summary, manifest))
    put_between(ROOT / "docs" / "known_misses.md", misses_page(summary))


if __name__ == "__main__":
    main()
