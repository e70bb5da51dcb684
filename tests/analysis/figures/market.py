"""A small market made by formulas, rich enough that every panel has something to show; and poorer ones."""

from __future__ import annotations

from sim.analysis.summary import summarise
from sim.parameters.scenario import Scenario
from sim.parameters.work_categories import load_work_categories
from tests.analysis.tables import SOFTWARE, monday, platform_rows, results

WEEKS = 248
AI = 74  # the first week after 2022-11-30
LEVELS = ("entry", "intermediate", "expert")
PLACES = (
    (SOFTWARE, "Web Development", "Full Stack Development", 9),
    (SOFTWARE, "Mobile Development", "Mobile App Development", 5),
    ("Translation", "Translation & Localization Services", "General Translation Services", 4),
    ("Design & Creative", "Graphic, Editorial & Presentation Design", "Graphic Design", 7),
    ("Data Science & Analytics", "AI & Machine Learning", "Machine Learning", 2),
)


def weekly(replications, contracts=1):
    """Return rows of the weekly table: posts of exposed specialties fall after AI, AI-related work begins."""
    exposure = dict(
        zip(load_work_categories().specialty_names, load_work_categories().automation_exposure, strict=True)
    )
    rows = []
    for r in range(replications):
        for week in range(WEEKS):
            for place, (category, subcategory, specialty, size) in enumerate(PLACES):
                for level, name in enumerate(LEVELS):
                    wobble = (7 * week + 3 * place + 5 * level + 11 * r) % 4
                    age = max(week - AI, 0) / (WEEKS - AI)
                    automated = round(size * exposure[specialty] * age * (3 - level))
                    needs = 2 * size + wobble
                    posts = max(needs - automated - 1, 0)
                    filled = contracts * ((posts + wobble) // 3)
                    ai = contracts * int(age > 0.0) * ((week - AI) // 25 + 1 + wobble // 3)
                    pay = 40.0 * (level + 1)
                    rows.append(
                        {"replication": r, "week": week, "date": monday(week), "category": category}
                        | {"subcategory": subcategory, "specialty": specialty, "level": name, "duration": "<1m"}
                        | {"new_needs": needs, "new_needs_automated": automated, "new_needs_dropped": 1}
                        | {"new_posts": posts, "new_posts_filled": filled, "new_posts_expired": posts - filled}
                        | {
                            "need_value": 90.0 * needs,
                            "automated_value": 50.0 * automated,
                            "posted_value": 90.0 * posts,
                        }
                        | {"standard_hours_delivered": 3.0 * filled, "hours_worked": (3.0 - 0.3 * age) * filled}
                        | {"gross_services_volume": pay * filled + 9.0 * ai, "ai_gross_services_volume": 9.0 * ai}
                        | {"freelancer_earnings": 0.9 * pay * filled + 8.0 * ai, "ai_freelancer_earnings": 8.0 * ai}
                        | {"new_ai_posts_filled": ai}
                    )
    return rows


def complexity(replications, contracts=1):
    """Return rows of the complexity table: AI alone meets the simple needs."""
    return [
        {"replication": r, "week": week, "date": monday(week), "category": SOFTWARE, "complexity_bin": one}
        | {"new_needs": 12, "new_needs_automated": (10 - one // 2) // 3 * int(week >= AI), "new_needs_dropped": 1}
        | {"new_posts": 8, "new_posts_filled": 3 * contracts, "new_posts_expired": 8 - 3 * contracts}
        for r in range(replications)
        for week in range(0, WEEKS, 4)
        for one in range(2, 16)
    ]


def people(replications, earn=1.0, twin=False):
    """Return freelancers; in the twin world those of the first tenth may not use AI and earn less."""
    rows = []
    for r in range(replications):
        for k in range(120):
            adopted = k % 2 == 0 and not (twin and k < 60)
            rows.append(
                {"replication": r, "freelancer_id": k, "status": "working", "category": PLACES[k % 5][0]}
                | {"experience_hours_before_ai": 10.0 * (1 + (7 * k) % 120), "ai_openness": (k % 12) / 12.0}
                | {"ai_adopted": adopted, "ai_withheld": twin and k < 60, "entry_week": 0, "n_contracts": 4}
                | {"earnings_before_ai": earn * (100.0 + 9.0 * k), "hours_final_year": 40.0}
                | {"earnings_final_year": earn * (80.0 + 10.0 * k + 30.0 * adopted + 5.0 * ((k + r) % 3))}
            )
    return rows


def clients(replications, earn=1.0):
    """Return clients, a few of whom spend most."""
    return [
        {"replication": r, "client_id": k, "n_posts": 1 + k % 3, "spend": earn * 1.1**k * (k % 4)}
        for r in range(replications)
        for k in range(80)
    ]


def platform(replications, weeks=WEEKS, ai=1.0):
    """Return the platform table: clients adopt before freelancers."""

    def share(start, most):
        return lambda week: ai * most * min(max(week - start, 0) / 150.0, 1.0)

    return platform_rows(
        0,
        weeks,
        replications,
        n_clients=80,
        n_freelancers_searching=100,
        n_freelancers_working=20,
        n_clients_active=50,
        client_ai_adoption_share=share(AI, 0.8),
        freelancer_ai_adoption_share=share(AI + 10, 0.6),
    )


def normal(replications=3):
    """Return results in which nothing is missing."""
    return results(
        scenario=Scenario(name="formulas"),
        platform=platform(replications),
        weekly=weekly(replications),
        complexity=complexity(replications),
        freelancers=people(replications),
        twins=people(replications, twin=True),
        clients=clients(replications),
    )


def without_contracts():
    """Return one replication over the whole horizon in which nobody was ever hired and nobody adopted AI."""
    return results(
        platform=platform(1, ai=0.0),
        weekly=weekly(1, contracts=0),
        complexity=complexity(1, contracts=0),
        freelancers=people(1, earn=0.0),
        clients=clients(1, earn=0.0),
    )


def short():
    """Return thirty weeks of one replication."""
    return results(
        platform=platform(1, weeks=30),
        weekly=[row for row in weekly(1) if row["week"] < 30],
        complexity=[row for row in complexity(1) if row["week"] < 30],
        freelancers=people(1),
        clients=clients(1),
    )


def nothing(weeks):
    """Return results in which no row but those of the calendar was recorded."""
    return results(weeks=weeks)


def stored(one):
    """Return the results as a store gives them back: texts as categories."""
    tables = {
        name: table.astype({column: "category" for column in table.columns if table[column].dtype in {"object", "str"}})
        for name, table in one.tables.items()
    }
    return type(one)(tables, one.scenario)


def with_summary(one):
    """Return results and their summary."""
    return one, summarise(one)
