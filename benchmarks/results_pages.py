"""Time the pages of results, context and lists on 1,500 schools with five years of results.

As ``pages``: each page alone and by 20 clients at once, beside the bare list in the same run.
Then a file of 100,000 rows is imported by the queue's own worker while pages are asked for.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.background import import_while_pages_answer
from benchmarks.figures import skipped
from benchmarks.pages import BARE, Page, Repeats, Visitor, report, server, session_of, visitor

if TYPE_CHECKING:
    from benchmarks.region_results import Filled

REPEATS = Repeats(alone=20, together=40)
TITLE = "1,500 schools, 5 years, 1.5 million results, 51,000 obligations, SQLite"


def main() -> None:
    """Build the region with its results, time the pages, import a file beside them."""
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {"OPORA_VAR": var, "DJANGO_SETTINGS_MODULE": "benchmarks.bare_settings"}
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks.region import Size, build
        from benchmarks.region_results import fill

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        today = date.today()  # noqa: DTZ011
        size = Size()
        user, edition = build(today, size)
        filled = fill(edition.roadmap.owner.territory, user, today, size)
        with server(var) as address:
            visitors = visitors_of(filled, address)
            report(TITLE, list(pages_of(filled)), visitors, REPEATS)
            import_while_pages_answer(filled, visitors, list(pages_of(filled)))


def visitors_of(filled: Filled, address: str) -> dict[str, Visitor]:
    """Sign in each person, and give a program the key of the first."""
    from django.utils import timezone

    from opora.domain.people.models import ApiToken
    from opora.domain.people.services import tokens

    people = filled.people
    now = timezone.now()
    key = tokens.issue(
        user=people.region, name="Замер", scopes=ApiToken.Scope.values,
        expires_at=now + timedelta(days=1), at=now,
    )  # fmt: skip
    signed = {"region": people.region, "municipality": people.municipality}
    signed |= {"school": people.school}
    return {who: visitor(address, session_of(user)) for who, user in signed.items()} | {
        "program": visitor(address, headers={"Authorization": f"Bearer {key.secret}"})
    }


def pages_of(filled: Filled) -> Iterator[Page]:
    """Yield the pages that there are; say aloud which are not."""
    from django.urls import NoReverseMatch, reverse

    yield BARE
    for name, who, view, arguments in _asked(filled):
        try:
            yield Page(name, reverse(view, kwargs=arguments), who)
        except NoReverseMatch:
            skipped(name, f"there is no address {view}")
    # Other work on the machine may come and go meanwhile: the two bare ones say how much.
    yield Page("bare list again", BARE.path)


def _asked(filled: Filled) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    region, place = {"territory_id": filled.region.pk}, {"territory_id": filled.municipality.pk}
    school = {"school_id": filled.school.pk}
    work, run = school | {"round_id": filled.round.pk}, {"run_id": filled.run.pk}
    year, round_ = {"year": filled.run.year}, {"round_id": filled.round.pk}
    campaign = {"campaign_id": filled.campaign.pk}
    for name in ("school", "results", "context", "why", "roadmaps", "history"):
        view = name if name == "school" else f"school_{name}"
        yield f"school {name}", "municipality", view, school
    for name in ("scores", "tasks", "skills", "journal", "classes", "rows"):
        yield f"work {name}", "school", f"results_{name}", work
    yield "results of region", "region", "results_territory", region
    yield "results of district", "municipality", "results_territory", place
    yield "imports", "region", "results_imports", {}
    yield "import", "municipality", "results_import", {"import_id": filled.imported.pk}
    yield "codes", "region", "results_codes", region
    yield "results of school", "school", "results_school", school
    yield "series of school", "school", "results_dynamics", school
    yield "campaigns", "region", "passports", {}
    yield "campaign", "municipality", "campaign", campaign
    yield "passport", "municipality", "passport", campaign | school
    yield "index of region", "region", "context_scores", region | year
    yield "index of district", "municipality", "context_scores", place | year
    yield "map of district", "municipality", "context_map", place | year
    yield "lists", "region", "identification", {}
    yield "list", "region", "run", run
    yield "list compared", "region", "run_compare", run
    yield "list what-if", "region", "run_what_if", run
    yield "list dynamics", "region", "run_dynamics", run
    yield "list decision", "region", "run_decision", run
    yield "why card", "school", "verdict", run | school
    yield "panel of region", "region", "territory_panel", region
    yield "panel of district", "municipality", "territory_panel", place
    for name in ("organisation", "round", "run", "verdict", "status", "obligation"):
        yield f"api {name}", "program", f"api:api_{name}_list", {}
    yield "api results", "program", "api:api_results", round_


if __name__ == "__main__":
    main()
