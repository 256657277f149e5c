"""Pages full of data, as the demo has them: they fit in every shape and axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import Page

from opora.demo.build import build
from opora.domain.assessments.models import Import, Round
from opora.domain.context.models import Campaign
from opora.domain.identification.models import Run
from opora.domain.indicators.models import Value
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.roadmaps.models import Obligation
from opora.web.registers.addresses import page_of_source
from opora.web.registers.doors import BY_TYPE, DOORS, Door
from tests import factories
from tests.browser.looking import DESK_AND_PHONE, visit
from tests.browser.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TABS = ("", "results/", "context/", "why/", "history/")
WORKS = ("", "tasks/", "skills/", "journal/", "classes/", "rows/")
STEPS = ("", "compare/", "what-if/", "dynamics/", "exclusions/", "decision/", "order/")


@pytest.fixture
def demo(transactional_db, settings, tmp_path) -> None:
    """Build the whole demo as of today."""
    settings.DEMO_PASSWORD = factories.PASSWORD
    settings.OPORA_STORES = tmp_path / "stores"
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    for _ in build(localdate()):
        pass


def school_pages(school: Organisation) -> dict[str, str]:
    """Return what a school sees of its own."""
    run = Run.objects.latest("year")
    work = Round.objects.get(code="ВПР-РУ-5", year=run.year)
    results, own = f"/results/schools/{school.pk}/", f"/schools/{school.pk}/"
    return {
        "card": f"/identification/{run.pk}/schools/{school.pk}/",
        "results_school": results,
        "results_dynamics": f"{results}dynamics/",
        **{f"work_{one.strip('/')}": f"{results}works/{work.pk}/{one}" for one in WORKS},
        **{f"school_{one.strip('/')}": f"{own}{one}" for one in TABS},
    }


def municipal_pages(district: Territory) -> dict[str, str]:
    """Return what the coordinator works with."""
    run, campaign = Run.objects.latest("year"), Campaign.objects.latest("year")
    waiting = Import.objects.get(status=Import.Status.READY)
    area, index = f"/results/territories/{district.pk}/", f"/passports/index/{district.pk}/"
    return {
        "panel": "/panel/",
        "schools": "/schools/",
        "results": area,
        "imports": "/results/imports/",
        "import": f"/results/imports/{waiting.pk}/",
        "codes": f"{area}codes/",
        "decisions": f"{area}codes/decisions/",
        "identification": "/identification/",
        "new": f"/identification/new/{district.pk}/",
        **{f"run_{one.strip('/')}": f"/identification/{run.pk}/{one}" for one in STEPS},
        "finished": f"/identification/{run.previous_id}/order/",
        "passports": "/passports/",
        "campaign": f"/passports/{campaign.pk}/",
        "index": f"{index}{run.year}/",
        "map": f"{index}{run.year}/map/",
    }


def register_pages(user: User, doors: set[Door]) -> dict[str, str]:
    """Return lists of the registers, and the latest row of each sort behind an entry."""
    today = localdate()
    found = {one.opened: reverse(one.opened) for one in doors}
    seen = Entry.objects.visible_to(user, on=today).exclude(state="withdrawn")
    sources = seen.order_by("pk").values_list("source", flat=True)
    latest = {source.partition(":")[0]: source for source in sources}
    rows = {label: page_of_source(one, user, on=today) for label, one in latest.items()}
    found |= {label: page for label, page in rows.items() if page}
    done = Obligation.objects.visible_to(user, on=today).exclude(fulfilments=None)
    return found | {"done": f"/obligations/{done.latest('pk').pk}/"}


def indicator_pages(district: Territory) -> dict[str, str]:
    """Return the matrix, one indicator with its rows, and the form of an own one."""
    area = f"/indicators/territories/{district.pk}/"
    one = Value.objects.filter(territory=district).latest("pk").definition
    return {
        "matrix": "/indicators/",
        "indicator": f"{area}of/{one.code}/",
        "own": f"{area}new/",
    }


def test_the_pages_of_the_coordinator(demo: None, new_page: Callable[..., Page]) -> None:
    page, district = new_page(), Territory.objects.exclude(outline=None).get()
    user = User.objects.get(last_name="Ремизова")
    found = register_pages(user, {*DOORS.values()}) | indicator_pages(district)
    sign_in(page, user)
    wrong = visit(page, municipal_pages(district), mark="demo_boss")
    wrong += visit(page, found, mark="registers_boss", shapes=DESK_AND_PHONE)
    assert wrong == []


def test_the_pages_of_a_school_on_the_list(demo: None, new_page: Callable[..., Page]) -> None:
    page, school = new_page(), Organisation.objects.get(short_name="Петрушинская СОШ")
    user, campaign = User.objects.get(last_name="Аксёнов"), Campaign.objects.latest("year")
    own = {"mine": f"/passports/{campaign.pk}/mine/", "identification": "/identification/"}
    sign_in(page, user)
    wrong = visit(page, own | school_pages(school), mark="demo_head")
    found = register_pages(user, {*DOORS.values(), *BY_TYPE.values()})
    wrong += visit(page, found, mark="registers_head", shapes=DESK_AND_PHONE)
    assert wrong == []
