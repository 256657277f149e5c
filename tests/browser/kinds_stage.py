"""A plan in force that asks for one measure of each of the fifteen kinds, and who does them.

Everything stands in one database that all walks share: each walk has its own measure, and
nobody signs in twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now
from playwright.sync_api import Page

from opora.domain.acts.models import Act
from opora.domain.context.models import Passport
from opora.domain.context.services import campaigns
from opora.domain.development.services import documents
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.pupils.services import pupils
from opora.domain.roadmaps.models import Obligation, Roadmap
from opora.domain.roadmaps.services import bindings
from tests import factories
from tests.browser.people import sign_in
from tests.domain.context.conftest import hand_in
from tests.domain.pupils.stage import make_pupil, make_work
from tests.web import stage

PHONE, DESK = 360, 1280
ON_PHONE = frozenset({"curator", "teacher"})
SENT = "На проверке"


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure of one kind: what it says, who owes it, by which register it is done."""

    text: str
    owner: str
    register: str
    type: str


MEASURES = {
    "act": Asked("Издать приказ о наставничестве", "school", "acts", "order"),
    "data_collection": Asked(
        "Собрать сведения об условиях школы", "school", "collections", "passport"
    ),
    "analysis": Asked("Анализ результатов по русскому", "methodical", "analyses", "results"),
    "diagnostics": Asked(
        "Выявить дефициты учителей", "school", "diagnostics", "competence"
    ),
    "group": Asked("Создать рабочую группу", "methodical", "teams", "working_group"),
    "event": Asked("Семинар о чтении на уроках", "methodical", "activities", "seminar"),
    "casework": Asked("Работа с командой школы", "school", "activities", "team_work"),
    "training": Asked("Курсы по читательской грамотности", "school", "training", "course"),
    "agreement": Asked("Сотрудничество со школой-лидером", "school", "agreements",
                       "partnership"),
    "participation": Asked("Участие в проекте «500+»", "authority", "enrolments", "project"),
    "pupil_plan": Asked("Маршрут ученика группы риска", "school", "pupils", "plan"),
    "expertise": Asked(
        "Экспертиза программ развития", "methodical", "development", "expertise"
    ),
    "recommendation": Asked(
        "Рекомендации школам по итогам года", "methodical", "advice", "recommendation"
    ),
    "publication": Asked("Рассказать о работе на сайте", "school", "practices", "page"),
    "monitoring": Asked("Отчёт о ходе дорожной карты", "authority", "monitoring", "report"),
}  # fmt: skip


@dataclass
class Scene:
    """The people of the district, what they owe by kind, and their windows."""

    cast: dict[str, Any]
    owed: dict[str, Obligation]
    order: Act
    open_page: Callable[..., Page]
    windows: dict[str, Page] = field(default_factory=dict)

    @property
    def school(self) -> Organisation:
        """The school that is supported."""
        found: Organisation = self.cast["school"]
        return found

    @property
    def leader(self) -> Organisation:
        """The school that helps it."""
        found: Organisation = self.cast["other_school"]
        return found

    def page_of(self, name: str) -> Page:
        """Return the page of a person, who signs in the first time."""
        if name not in self.windows:
            self.windows[name] = self.open_page(PHONE if name in ON_PHONE else DESK)
            sign_in(self.windows[name], self.cast[name])
        return self.windows[name]


def build(open_page: Callable[..., Page]) -> Scene:
    """Put the people and the plan on the stage; every binding is confirmed."""
    cast = factories.make_cast(factories.make_region())
    roadmap = stage.make_roadmap(cast["authority"])
    owed = {kind: _ask(roadmap, kind, one, cast) for kind, one in MEASURES.items()}
    Obligation.objects.filter(pk=owed["pupil_plan"].pk).update(person=cast["teacher"])
    order = factories.make_act(cast["authority"], date=localdate(), signatory_name="Державин")
    _people_of(cast)
    _passport_of(cast["school"], cast["coordinator"])
    _programme_of(cast["school"], cast["coordinator"])
    return Scene(cast, owed, order, open_page)


def _ask(roadmap: Roadmap, kind: str, asked: Asked, cast: dict[str, Any]) -> Obligation:
    measure = stage.make_measure(roadmap, asked.text)
    measure.kind = kind
    measure.save(update_fields=["kind"])
    owed = stage.make_obligation(measure, cast[asked.owner], days=20)
    chosen = bindings.Chosen(register=asked.register, types=(asked.type,))
    bindings.set_binding(measure=measure, chosen=chosen, by=cast["coordinator"], at=now())
    return owed


def _people_of(cast: dict[str, Any]) -> None:
    """Give the school a teacher on its staff, and a class with a pupil who needs help."""
    school, head = cast["school"], cast["school_head"]
    factories.make_person(school, last_name="Белкина", first_name="Анна")
    pupils.give_class(school=school, user=cast["teacher"], class_name="7А", by=head, at=now())
    make_work(make_pupil(school, head))


def _passport_of(school: Organisation, keeper: User) -> None:
    """Open a campaign; the answers of the school are typed and not handed in yet."""
    today = localdate()
    campaign = campaigns.open_campaign(
        territory=school.territory, year=SchoolYear.of(today).start + 1, as_of=today,
        due=today + timedelta(days=9), by=keeper, at=now(),
    )  # fmt: skip
    passport = hand_in(campaign, school, hard=0.5, by=keeper)
    passport.status = Passport.Status.DRAFT
    passport.submitted_by = passport.submitted_at = None
    passport.save()


def _programme_of(school: Organisation, by: User) -> None:
    """Bring a programme of development as far as the agreement of the curator."""
    year, at = SchoolYear.of(localdate()).start, now()
    made = documents.begin(school=school, type="programme", factor="", year=year, by=by, at=at)
    texts = {one.code: "Что изменится в школе за год." for one in made.template}
    made = documents.write(document=made, sections=texts, by=by, at=at)
    documents.agree(document=documents.send(document=made, by=by, at=at), by=by, at=at)
