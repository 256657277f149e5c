"""Indicators on a region's worth of entries: pages, computing all, following one.

1,500 schools, 200,000 activities, 1,000,000 participations of 30,000 people on SQLite.
"""

from __future__ import annotations

import os
import tempfile
import time
from datetime import date
from urllib.parse import quote

from benchmarks.figures import figure
from benchmarks.pages import BARE, Page, report, server, session_of, visitor

PLACES, SCHOOLS = 25, 60
OWN = 15


def main() -> None:
    """Build the region, compute, follow one entry, time the pages."""
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {"OPORA_VAR": var, "DJANGO_SETTINGS_MODULE": "benchmarks.bare_settings"}
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks import region, region_entries, region_registers
        from opora.domain.organisations.models import Organisation

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        today = date.today()  # noqa: DTZ011
        user, _ = region.build(today, region.Size(PLACES, SCHOOLS))
        schools = list(Organisation.objects.schools().order_by("pk"))
        started = time.perf_counter()
        region_entries.fill(schools, today=today)
        region_registers.fill(user)
        print(f"filled in {time.perf_counter() - started:.0f} s", flush=True)
        _compute(schools[0])
        with server(var) as address:
            visitors = {"region": visitor(address, session_of(user))}
            report("1,500 schools, 200,000 activities", _pages(schools[0]), visitors)


def _compute(school: object) -> None:
    """Time the whole region, and what follows one entry."""
    from django.utils import timezone

    from opora.domain.indicators.services import following, values
    from opora.domain.organisations.school_years import SchoolYear
    from opora.domain.registers.models import Entry

    place = school.territory  # type: ignore[attr-defined]
    _own_indicators(place)
    now = timezone.now()
    year = SchoolYear.of(timezone.localdate())
    started = time.perf_counter()
    following.note_footprints(None)
    figure("indicators_note_footprints_s", time.perf_counter() - started)
    started = time.perf_counter()
    values.recompute_year(place.parent, year, at=now)
    figure("indicators_recompute_region_s", time.perf_counter() - started)
    values.recompute_year(place, year, at=now)
    entry = Entry.objects.create(
        register="activities", type="seminar", source="bench.new:1", owner=school,
        territory=place, day=timezone.localdate(), title="Семинар", entered_at=now,
        changed_at=now,
    )  # fmt: skip
    started = time.perf_counter()
    following.refresh([entry.pk], at=now)
    figure("indicators_after_one_entry_s", time.perf_counter() - started)
    started = time.perf_counter()
    following.recount_stale(at=now)
    figure("indicators_recount_region_s", time.perf_counter() - started)


def _own_indicators(place: object) -> None:
    """Compose own indicators, so that the matrix has 40 columns."""
    from django.utils import timezone

    from opora.domain.indicators.services import definitions
    from opora.domain.people.models import User
    from opora.methodology.registers import load_registers

    kinds = load_registers().find("activities").types[:OWN]
    root = User.objects.create_superuser("root@opora.example", "bench-password-1")
    for kind in kinds:
        counted = {"of": "entries", "register": "activities", "types": [kind.code]}
        record = definitions.composed(
            title=f"Проведено: {kind.title}", unit="ед.", population="all", better="up",
            frequency="раз в год", formula={"numerator": [counted]},
        )  # fmt: skip
        definitions.compose(record=record, territory=place, by=root, at=timezone.now())  # type: ignore[arg-type]


def _pages(school: object) -> list[Page]:
    from opora.domain.activities.models import Activity

    key = school.pk  # type: ignore[attr-defined]
    place = school.territory_id  # type: ignore[attr-defined]
    region = school.territory.parent_id  # type: ignore[attr-defined]
    held = Activity.objects.filter(organiser=key).latest("day")
    matrix = f"/indicators/territories/{place}/"
    return [
        BARE,
        Page("registers hub", "/registers/"),
        Page("matrix 60x40", f"{matrix}?columns=all"),
        Page("matrix of region", f"/indicators/territories/{region}/?columns=all"),
        Page("one indicator", f"{matrix}of/I04/"),
        Page("one indicator of school", f"{matrix}of/I18/?school={key}"),
        Page("one indicator of region", f"/indicators/territories/{region}/of/I18/"),
        Page("activities", "/registers/activities/"),
        Page("activities by words", f"/registers/activities/?q={quote('Школа 1-1')}"),
        Page("activities of school", f"/registers/activities/?school={key}"),
        Page("activity", f"/registers/activities/{held.pk}/"),
        Page("certificates", "/registers/training/"),
        Page("school with registers", f"/schools/{key}/"),
        Page("my day with registers", "/"),
    ]


if __name__ == "__main__":
    main()
