"""Builds the tables in `sim/parameters/data` from a folder of source tables.

    python tools/build_data.py SOURCE_FOLDER [--out FOLDER]

Reads `work_categories.csv`, `job_posts_jan2023_by_category.csv`, `ai_capability.csv`, `targets.csv` and
`validation.csv`. Writes `work_categories.csv` (our pooled figures), `ai_capability.csv`, `targets.csv` and
`validation.csv`. The same sources give the same bytes. How each column is made stands in `docs/data.md` and below.
`surveys.csv` and `study_groups.csv` are written by hand.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import rate_ladder
from pooling import Leaf, geometric_pool, pooled_rating, pooled_share, post_shares

OUT = Path(__file__).resolve().parents[1] / "sim" / "parameters" / "data"
DIGITS = 6
"""Decimals of shares and spreads; exposures have four and US dollars two."""
LEVELS = ("entry", "intermediate", "expert")
POSTS_OF_A_CATEGORY = 30.0
"""Weight, in posts, of a category's shares against a specialty's own (level mix and payment type)."""

VISUAL = frozenset({
    "Portraits & Caricatures", "Cartoons & Comics", "Fine Art", "Illustration", "Pattern Design",
    "Brand Identity Design", "Logo Design", "NFT Art", "Game Art", "AR/VR Design",
    "AI Image Generation & Editing", "Editorial Design", "Graphic Design", "Image Editing", "Packaging Design",
    "Presentation Design", "AI Video Generation & Editing", "Motion Graphics", "3D Animation", "2D Animation",
    "Visual Effects", "3D Modeling & Rendering",
})  # fmt: skip
"""Specialties that deliver pictures made on a computer (our own judgement)."""

VISUAL_CEILING = 0.5
"""Exposure of visual work that the map of image scores approaches."""
VISUAL_INTERCEPT = math.log(0.2 / 0.8)
"""Puts a score of 0 at 0.10 = 0.5 * 0.2."""
VISUAL_SLOPE = (math.log(0.7 / 0.3) - VISUAL_INTERCEPT) / 2.0
"""Puts a score of 2 at 0.35 = 0.5 * 0.7."""

ONE_TO_THREE_MONTHS, THREE_TO_SIX_MONTHS = 0.24662, 0.10497
"""Shares of all 14,719 posts."""

POSTS_SOURCE = "Jan-2023 post aggregates (job_posts_jan2023_*.csv)"
POSTS_CITATION = "public job posts of 31 Dec 2022 to 6 Jan 2023, own aggregation, docs/data.md"

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV file; an error names the file that is missing."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as UTF-8 CSV with line feeds, in the column order of the first row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def number(text: str) -> float | None:
    """Return a number, or None for a blank cell."""
    return float(text) if text.strip() else None


def shown(value: float, digits: int = DIGITS) -> str:
    """A number rounded, so that it is the same on every machine although exp and log may differ in their last bit."""
    return f"{value:.{digits}f}"


def grouped(rows: Iterable[Row]) -> list[Row]:
    """Rows with those of one category, and in it those of one subcategory, side by side, in order of appearance."""
    rows = list(rows)
    categories = list(dict.fromkeys(row["category"] for row in rows))
    subcategories = list(dict.fromkeys(row["subcategory"] for row in rows))
    return sorted(rows, key=lambda row: (categories.index(row["category"]), subcategories.index(row["subcategory"])))


def visual_exposure(image_score: float) -> float:
    """Exposure of visual work from the standardised image score: monotone, in (0, 0.5), 0.1 at 0, 0.35 at 2."""
    return VISUAL_CEILING / (1.0 + math.exp(-(VISUAL_INTERCEPT + VISUAL_SLOPE * image_score)))


def exposures(rows: Sequence[Row], leaves: Sequence[Leaf]) -> dict[str, list[str]]:
    """Return the exposure columns.

    `automation_exposure_human` and `_gpt4` are pooled alpha (E1) as people and as GPT-4 rated it; `_visual` is, for
    visual work only, the larger of the pooled human alpha and `visual_exposure`; `automation_exposure` is the latter
    where there is one and the pooled human alpha elsewhere.
    """

    def pool(rating: Callable[[Row], float]) -> list[float]:
        return pooled_rating(leaves, [rating(row) for row in rows], [row["mapping_confidence"] for row in rows])

    human = pool(lambda row: float(row["direct_exposure_human_alpha"]))
    gpt4 = pool(lambda row: float(row["direct_exposure_dv_alpha"]))
    augmentation = pool(lambda row: 0.5 * (float(row["exposure"]) + float(row["exposure_human_beta"])))
    visual = [
        max(alpha, visual_exposure(float(row["img_aioe_z"]))) if row["specialty"] in VISUAL else None
        for row, alpha in zip(rows, human, strict=True)
    ]
    return {
        "automation_exposure": [shown(a if v is None else v, 4) for a, v in zip(human, visual, strict=True)],
        "automation_exposure_human": [shown(value, 4) for value in human],
        "automation_exposure_gpt4": [shown(value, 4) for value in gpt4],
        "automation_exposure_visual": ["" if value is None else shown(value, 4) for value in visual],
        "augmentation_exposure": [shown(value, 4) for value in augmentation],
        "visual": [str(int(row["specialty"] in VISUAL)) for row in rows],
    }


def level_shares(rows: Sequence[Row], by_category: dict[str, Row]) -> list[tuple[float, float, float]]:
    """Shares of entry, intermediate and expert posts: a specialty's own, and 30 posts of its category (Dirichlet)."""
    shares = []
    for row in rows:
        category = by_category[row["category"]]
        total = sum(float(category[f"share_{level}"]) for level in LEVELS)
        n = float(row["n_posts_jan2023"])
        own = {level: number(row[f"share_{level}"]) for level in ("entry", "expert")}
        entry, expert = (
            round(pooled_share(own[level], n, float(category[f"share_{level}"]) / total, POSTS_OF_A_CATEGORY), DIGITS)
            for level in ("entry", "expert")
        )
        shares.append((entry, round(1.0 - entry - expert, DIGITS), expert))
    return shares


def hourly_shares(rows: Sequence[Row], by_category: dict[str, Row]) -> list[float]:
    """Share of posts paid by the hour, with or without a price: a specialty's own, and 30 posts of its category."""
    return [
        pooled_share(
            number(row["share_hourly"]),
            float(row["n_posts_jan2023"]),
            float(by_category[row["category"]]["share_hourly"]),
            POSTS_OF_A_CATEGORY,
        )
        for row in rows
    ]


def work_categories(rows: Sequence[Row], by_category: dict[str, Row]) -> tuple[list[Row], rate_ladder.Rates]:
    """Return the table of specialties, one row each, and the rates behind it."""
    rows = grouped(rows)
    counts = [int(row["n_posts_jan2023"]) for row in rows]
    totals = {name: float(category["n_posts"]) for name, category in by_category.items()}
    places = [(row["subcategory"], row["category"]) for row in rows]
    leaves = post_shares(places, counts, totals)
    levels, hourly = level_shares(rows, by_category), hourly_shares(rows, by_category)
    priced = [int(row["n_hourly_priced"]) for row in rows]
    level = geometric_pool(leaves, [number(row["hourly_median_usd"]) for row in rows], priced)
    fixed = geometric_pool(leaves, [number(row["fixed_median_usd"]) for row in rows], [int(r["n_fixed"]) for r in rows])
    steps = rate_ladder.steps_of_categories(leaves, priced, by_category)
    rates = rate_ladder.rates(leaves, level, levels, hourly, steps)
    exposure = exposures(rows, leaves)
    columns: dict[str, list[str]] = {
        name: [row[name] for row in rows]
        for name in ("specialty", "subcategory", "category", "soc_code", "soc_title", "mapping_confidence")
    }
    columns |= {"post_share": [f"{leaf.share:.10f}" for leaf in leaves]}
    columns |= {"ai_related_label": [row["ai_related_label"] for row in rows]}
    columns |= exposure
    columns |= {f"rate_median_{name}": [shown(r[k], 2) for r in rates.medians] for k, name in enumerate(LEVELS)}
    columns |= {"rate_log_sd": [shown(rates.log_sd)] * len(rows)}
    columns |= {f"share_{name}": [shown(share[k]) for share in levels] for k, name in enumerate(LEVELS)}
    columns |= {
        "share_hourly": [shown(share) for share in hourly],
        "fixed_median_usd": [shown(usd, 2) for usd in fixed],
    }
    columns |= {"n_posts": [str(n) for n in counts], "n_hourly_priced": [str(n) for n in priced]}
    return [{name: values[place] for name, values in columns.items()} for place in range(len(rows))], rates


def with_citations(rows: Sequence[Row]) -> list[Row]:
    """Rows whose `source` stands by itself: "same" becomes the source above, the post aggregates are named in words."""
    result, above = [], ""
    for row in rows:
        if row["source"] != "same":
            above = row["source"].replace(POSTS_SOURCE, POSTS_CITATION)
        result.append(row | {"source": above})
    return result


def durations(by_category: dict[str, Row]) -> list[Row]:
    """Planned durations by category; what lies between one and six months is split as on the whole platform."""
    result = []
    for category, row in sorted(by_category.items()):
        short, long = float(row["share_lt1month"]), float(row["share_gt6months"])
        between = 1.0 - short - long
        first = between * ONE_TO_THREE_MONTHS / (ONE_TO_THREE_MONTHS + THREE_TO_SIX_MONTHS)
        shares = {"under_1_month": short, "1_to_3_months": first, "3_to_6_months": between - first}
        shares["over_6_months"] = long
        counted = {"category": category, "n_posts": row["n_posts"]}
        result.append(counted | {f"share_{name}": f"{share:.4f}" for name, share in shares.items()})
    return result


LONG_TASKS = {
    "id": "H13",
    "use": "validate",
    "metric": "ai_alone_completes_long",
    "definition_in_model": (
        "share of needs of 8.5 to 17 hours (complexity bin 9) that AI alone meets, which is at "
        "most the chance that it completes one; published: 2.5% of average paid projects (median "
        "11.5 hours, 200 USD) completed by the best system"
    ),
    "target": "0.025",
    "low": "",
    "high": "0.05",
    "unit": "share",
    "period": "2025 Q4 (published: October 2025)",
    "population": "projects of freelancers in 23 kinds of work",
    "evidence": "experiment",
    "confidence": "high",
    "source": "Remote Labor Index, arXiv 2510.26787; upper end twice the published share, by hand",
}
"""A validation row of our own, from a measurement that the sources hold as a published point."""


def build(source: Path, out: Path) -> rate_ladder.Rates:
    """Write the five tables that follow from the sources into `out`; return the rates, for a look at the platform."""
    by_category = {row["category"]: row for row in read(source / "job_posts_jan2023_by_category.csv")}
    table, rates = work_categories(read(source / "work_categories.csv"), by_category)
    write(out / "work_categories.csv", table)
    write(out / "durations.csv", durations(by_category))
    for name in ("ai_capability.csv", "targets.csv", "validation.csv"):
        rows = with_citations(read(source / name))
        if name == "validation.csv" and LONG_TASKS["id"] not in {row["id"] for row in rows}:
            rows.append(LONG_TASKS)
        write(out / name, rows)
    return rates


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the data tables of sim.parameters from the source tables.")
    parser.add_argument("source", type=Path, help="folder that holds the source tables")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write to (default: sim/parameters/data)")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    rates = build(arguments.source, arguments.out)
    print(f"wrote work_categories, ai_capability, targets and validation to {arguments.out}")
    print(
        f"platform: median posted rate {rates.platform_median:.2f} USD/h after a factor of {rates.factor:.4f} "
        f"on all medians; ln-sd within specialty and level {rates.log_sd:.4f}"
    )


if __name__ == "__main__":
    main()
