"""The table of specialties: the build step on a small market worked by hand, and what the committed table must hold."""

from __future__ import annotations

import csv
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.parameters.work_categories import WorkCategories, load_work_categories

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "sim" / "parameters" / "data"
BUILT = ("work_categories.csv", "durations.csv", "ai_capability.csv", "targets.csv", "validation.csv")

# A market of five specialties. Subcategory s1 holds A and B, s2 holds C; category two holds s3 with D and E.
LEAVES = """\
category,specialty,subcategory,soc_code,soc_title,mapping_confidence,exposure,exposure_human_beta,\
direct_exposure_dv_alpha,direct_exposure_human_alpha,img_aioe_z,n_posts_jan2023,n_hourly_priced,hourly_median_usd,\
n_fixed,fixed_median_usd,share_hourly,share_entry,share_expert,ai_related_label
one,A,s1,11,Eleven,high,0.9,0.7,0.6,0.4,0.0,47,30,20.0,10,100.0,0.6,0.2,0.3,0
one,Logo Design,s1,12,Twelve,low,0.5,0.5,0.2,0.1,2.0,7,0,,0,,,,,0
two,D,s3,14,Fourteen,medium,0.4,0.2,0.0,0.0,,18,10,40.0,5,50.0,0.5,0.1,0.4,1
two,E,s3,15,Fifteen,medium,0.4,0.2,0.0,0.2,,0,0,,0,,,,,0
one,C,s2,13,Thirteen,high,0.3,0.3,0.1,0.2,1.0,31,20,10.0,0,,0.5,0.4,0.1,0
"""
CATEGORIES = """\
category,n_posts,share_hourly,share_entry,share_intermediate,share_expert,hourly_median_entry,\
hourly_median_intermediate,hourly_median_expert,share_lt1month,share_gt6months
one,150,0.55,0.2,0.5,0.3,9.0,18.0,18.0,0.4,0.2
two,50,0.5,0.1,0.5,0.4,30.0,25.0,50.0,0.6,0.1
"""


def build(source: Path, out: Path) -> str:
    """Run the build step as a user does; return what it printed."""
    command = [sys.executable, str(ROOT / "tools" / "build_data.py"), str(source), "--out", str(out)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    source = tmp_path_factory.mktemp("source")
    (source / "work_categories.csv").write_text(LEAVES, encoding="utf-8")
    (source / "job_posts_jan2023_by_category.csv").write_text(CATEGORIES, encoding="utf-8")
    for name in BUILT[2:]:
        (source / name).write_bytes((DATA / name).read_bytes())
    return source


@pytest.fixture(scope="module")
def rows(small, tmp_path_factory) -> dict[str, dict[str, str]]:
    out = tmp_path_factory.mktemp("built")
    build(small, out)
    with (out / "work_categories.csv").open(encoding="utf-8", newline="") as file:
        return {row["specialty"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def work() -> WorkCategories:
    return load_work_categories()


def test_leaves_of_a_group_are_put_side_by_side(rows):
    assert list(rows) == ["A", "Logo Design", "C", "D", "E"]


def test_post_share_by_hand(rows):
    # Five posts more for each subcategory, split equally: A 49.5, Logo Design 9.5, C 36 of 95; D 20.5, E 2.5 of 23.
    # Category one has 150 of 200 posts.
    expected = {
        "A": 0.75 * 49.5 / 95,
        "Logo Design": 0.75 * 9.5 / 95,
        "C": 0.75 * 36 / 95,
        "D": 0.25 * 20.5 / 23,
        "E": 0.25 * 2.5 / 23,
    }
    for name, share in expected.items():
        assert float(rows[name]["post_share"]) == pytest.approx(share, abs=1e-9)


def test_automation_exposure_by_hand(rows):
    # Means weighted by posts: s1 (49.5 * 0.4 + 9.5 * 0.1) / 59 = 0.351695; category one (20.75 + 36 * 0.2) / 95, which
    # is 0.294211.
    # Half of each is 0.322953; A is rated with high confidence: 0.8 * 0.4 + 0.2 * 0.322953 = 0.384591.
    assert float(rows["A"]["automation_exposure"]) == pytest.approx(0.3846, abs=1e-9)
    # Low confidence: 0.4 * 0.1 + 0.6 * 0.322953 = 0.233772; visual at z = 2 gives 0.35, which is more.
    logo = rows["Logo Design"]
    assert float(logo["automation_exposure_human"]) == pytest.approx(0.2338, abs=1e-9)
    assert float(logo["automation_exposure_visual"]) == pytest.approx(0.35, abs=1e-9)
    assert logo["automation_exposure"] == logo["automation_exposure_visual"]
    assert logo["visual"] == "1"
    assert rows["C"]["visual"] == "0"
    assert rows["C"]["automation_exposure_visual"] == ""


def test_augmentation_exposure_by_hand(rows):
    # Mean of both betas 0.3 for D and for E: every mean above is 0.3 too, so pooling leaves it there.
    assert float(rows["E"]["augmentation_exposure"]) == pytest.approx(0.3, abs=1e-9)


def test_level_shares_by_hand(rows):
    # A: 47 own posts and 30 of the category: expert (47 * 0.3 + 30 * 0.3) / 77 = 0.3, entry 0.2.
    # D: entry 0.1 and expert 0.4 like its category. C: entry (31 * 0.4 + 30 * 0.2) / 61 = 0.301639.
    assert float(rows["A"]["share_expert"]) == pytest.approx(0.3, abs=1e-9)
    assert float(rows["C"]["share_entry"]) == pytest.approx(0.301639, abs=1e-9)
    # Without shares of its own a specialty has those of its category.
    assert [float(rows["E"][f"share_{level}"]) for level in ("entry", "intermediate", "expert")] == [0.1, 0.5, 0.4]


def test_rates_by_hand(rows):
    # ln medians weighted by prices: one (30 ln 20 + 20 ln 10) / 50, two ln 40, platform (50 one + 10 two) / 60.
    one, two = (30 * math.log(20) + 20 * math.log(10)) / 50, math.log(40)
    platform = (50 * one + 10 * two) / 60
    category = (50 * one + 10 * platform) / 60
    subcategory = (30 * math.log(20) + 10 * category) / 40
    expected = (30 * math.log(20) + 10 * subcategory) / 40
    # Mean ln over A's mix (0.2, 0.5, 0.3) is that level; this market's median lies in 18 to 22, so it is not scaled.
    rates = [math.log(float(rows["A"][f"rate_median_{level}"])) for level in ("entry", "intermediate", "expert")]
    assert 0.2 * rates[0] + 0.5 * rates[1] + 0.3 * rates[2] == pytest.approx(expected, abs=1e-3)
    # Steps: entry to intermediate ln 2 seen in min(50 * 0.2, 50 * 0.5) = 10 prices, half platform's ln(18.5 / 11);
    # intermediate to expert nil seen in 15 prices: 10 / 25 of ln(32.5 / 18.5).
    assert rates[1] - rates[0] == pytest.approx(0.5 * (math.log(2) + math.log(18.5 / 11)), abs=1e-3)
    assert rates[2] - rates[1] == pytest.approx(0.4 * math.log(32.5 / 18.5), abs=1e-3)


def test_a_ladder_that_falls_is_made_to_rise(rows):
    # Category two was seen with 30 then 25 USD/h: the step counts as nil, and the platform's raises it.
    # n = min(10 * 0.1, 10 * 0.5) = 1, so 10 / 11 of ln(18.5 / 11).
    step = math.log(float(rows["D"]["rate_median_intermediate"]) / float(rows["D"]["rate_median_entry"]))
    assert step == pytest.approx(10 / 11 * math.log(18.5 / 11), abs=1e-3)


def test_median_out_of_range_is_scaled(tmp_path, small):
    cheap = LEAVES.replace(",30,20.0,", ",30,4.0,").replace(",20,10.0,", ",20,2.0,").replace(",10,40.0,", ",10,8.0,")
    for path in small.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "work_categories.csv").write_text(cheap, encoding="utf-8")
    assert "factor of 1.0000" in build(small, tmp_path / "first")
    said = build(tmp_path, tmp_path / "second")
    assert "median posted rate 20.00 USD/h" in said
    assert "factor of 1.0000" not in said


def test_same_sources_give_the_same_bytes(small, tmp_path):
    build(small, tmp_path / "first")
    build(small, tmp_path / "second")
    for name in BUILT:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
    # The tables that are only carried over are a fixed point of the build step.
    for name in BUILT[2:]:
        assert (tmp_path / "first" / name).read_bytes() == (DATA / name).read_bytes()


@pytest.mark.skipif("FREELANCE_SOURCE_DATA" not in os.environ, reason="names the folder of the source tables")
def test_committed_tables_are_what_the_sources_give(tmp_path):
    build(Path(os.environ["FREELANCE_SOURCE_DATA"]), tmp_path)
    for name in BUILT:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


def test_tree(work):
    assert (len(work.specialty_names), len(work.subcategory_names), len(work.category_names)) == (205, 64, 12)
    assert len(set(work.specialty_names)) == 205
    assert (np.diff(work.subcategory_of) >= 0).all()
    assert (np.diff(work.category_of) >= 0).all()
    assert np.array_equal(work.category_of_subcategory[work.subcategory_of], work.category_of)
    assert work.category[0] == "Accounting & Consulting"
    assert work.subcategory[work.specialty_names.index("Logo Design")] == "Branding & Logo Design"


def test_shares(work):
    assert work.post_share.sum() == pytest.approx(1.0, abs=1e-12)
    assert (work.post_share > 0).all()
    assert np.allclose(work.level_share.sum(axis=1), 1.0, rtol=0, atol=1e-12)
    assert (work.level_share > 0).all()
    assert ((work.share_hourly > 0) & (work.share_hourly < 1)).all()
    # Category shares among 14,719 posts, "Other ..." labels included (job posts of January 2023).
    found = np.bincount(work.category_of, weights=work.post_share)
    posts = [510, 1374, 202, 472, 2962, 538, 419, 138, 2661, 394, 3710, 1339]
    assert np.abs(found - np.array(posts) / 14719).sum() / 2 < 0.001
    platform = work.post_share @ work.level_share
    assert np.abs(platform - [0.143, 0.527, 0.330]).max() < 0.025


def test_exposures_of_the_committed_table_by_hand(work):
    # Translators: alpha 0.8 everywhere in the subcategory; in the category only Language Tutoring (26 + 5/3 of 397
    # posts) is lower, 0.1714. Category mean 0.8 - 0.06969 * 0.6286 = 0.756192; 0.8 * 0.8 + 0.2 * (0.8 + 0.756192) / 2.
    place = work.specialty_names.index("General Translation Services")
    assert work.automation_exposure[place] == pytest.approx(0.7956, abs=1e-9)
    # Logo Design: z = 1.9173 in 0.5 / (1 + exp(1.386294 - 1.116796 z)) is 0.34016.
    logo = work.specialty_names.index("Logo Design")
    assert work.automation_exposure[logo] == pytest.approx(0.3402, abs=2e-4)
    for exposure in (work.automation_exposure_human, work.automation_exposure_gpt4, work.augmentation_exposure):
        assert ((exposure >= 0) & (exposure <= 1)).all()
    assert np.array_equal(np.isnan(work.automation_exposure_visual), ~work.visual)
    expected = np.where(work.visual, work.automation_exposure_visual, work.automation_exposure_human)
    assert np.array_equal(work.automation_exposure, expected)


def test_high_exposure_is_narrow(work):
    # About a tenth of posts is rated 0.5 or more, as in the causal literature (8 to 12%).
    assert 0.08 <= work.post_share[work.automation_exposure >= 0.5].sum() <= 0.12


def test_rates_rise_with_level_and_match_the_platform(work):
    assert (np.diff(work.rate_median, axis=1) > 0).all()
    weight = work.post_share[:, None] * work.share_hourly[:, None] * work.level_share
    cells = np.random.default_rng(1).choice(weight.size, 200_000, p=(weight / weight.sum()).ravel())
    noise = np.random.default_rng(2).standard_normal(cells.size)
    posted = np.log(work.rate_median).ravel()[cells] + work.rate_log_sd * noise
    assert 18.0 <= math.exp(np.median(posted)) <= 22.0
    assert posted.std() == pytest.approx(0.78, abs=0.01)
    for level, usd in enumerate((11.0, 18.5, 32.5)):
        assert math.exp(np.median(posted[cells % 3 == level])) == pytest.approx(usd, rel=0.10)


def test_fixed_budgets(work):
    weight = work.post_share * (1.0 - work.share_hourly)
    assert 75.0 <= math.exp(weight @ np.log(work.fixed_median) / weight.sum()) <= 125.0


def test_labels(work):
    named = {name for name, ai in zip(work.specialty_names, work.ai_related_label, strict=True) if ai}
    assert {"Machine Learning", "AI Integration", "AI Content Writing"} <= named
    assert len(named) == 11
    assert work.visual.sum() == 22


def test_arrays_refuse_to_be_written(work):
    assert load_work_categories() is work
    arrays = [value for value in vars(work).values() if isinstance(value, np.ndarray)]
    assert len(arrays) == 15
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]


def test_importing_the_loaders_leaves_numpy_out():
    code = (
        "import sys, sim.parameters.work_categories, sim.parameters.references, sim.parameters.capability_path\n"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
