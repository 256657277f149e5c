"""What is known of one school: its results, its verdict, its context, what stays closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from opora.domain.acts.models import Act
from opora.domain.assessments import queries as assessments
from opora.domain.context import queries as contexts
from opora.domain.context.models import ContextScore
from opora.domain.identification.disclosure import sees_small_counts
from opora.domain.identification.models import Run, SchoolStatus, Verdict
from opora.domain.identification.queries import statuses
from opora.domain.identification.questions import rule_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation, Roadmap
from opora.methodology.rules import Rule
from opora.web.schools.shares import Work, hidden_in, works_of
from opora.web.words import counted


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A period of a status; the acts may be opened by the person or not."""

    status: SchoolStatus
    opens_basis: bool
    opens_end: bool


class Knowledge:
    """What a person may know of a school today; each thing is read when it is asked for."""

    def __init__(self, school: Organisation, user: User, *, on: date) -> None:
        self.school = school
        self.user = user
        self.on = on

    @property
    def full(self) -> bool:
        """Whether counts of one to four pupils are open to the person."""
        return sees_small_counts(self.user, self.school, on=self.on)

    @cached_property
    def works(self) -> list[Work]:
        """The works of the school over the years. One query."""
        return works_of(assessments.series(self.school), full=self.full)

    @cached_property
    def verdict(self) -> Verdict | None:
        """The newest verdict that the person may see."""
        return next(iter(self.verdicts), None)

    @cached_property
    def verdicts(self) -> Sequence[Verdict]:
        """The verdict of each year that the person may see, the newest first. One query."""
        seen = Verdict.objects.visible_to(self.user, on=self.on).filter(
            school=self.school, run__replaced_by=None
        )
        standing = seen.exclude(run__status=Run.Status.CANCELLED)
        # The run of the municipality speaks before that of its region.
        found = standing.select_related("run__territory", "school__territory").order_by(
            "-run__year", "run__territory__kind", "-run__number"
        )
        by_year = {one.run.year: one for one in reversed(found)}
        return [by_year[year] for year in sorted(by_year, reverse=True)]

    @cached_property
    def rule(self) -> Rule | None:
        """The rule of the newest verdict."""
        return rule_of(self.verdict.run) if self.verdict else None

    @cached_property
    def score(self) -> ContextScore | None:
        """The index by the latest run of the region; without points it was not computed."""
        run = contexts.latest_run(self.school.territory.parent or self.school.territory)
        seen = ContextScore.objects.visible_to(self.user, on=self.on).select_related(
            "run__scale"
        )
        return seen.filter(run=run, school=self.school).first() if run else None

    @property
    def field(self) -> str:
        """In which of the four fields of results and context the school is, in words."""
        if self.score is None or self.verdict is None:
            return ""
        cut = min(self.score.run.scale.cuts, default=0.0)
        place = contexts.quadrant(self.score.points, self.verdict.probability, cut=cut)
        return contexts.FIELDS[place] if place else ""

    @cached_property
    def status_lines(self) -> list[StatusLine]:
        """Every status that the school ever had, the newest first. Two queries."""
        past = statuses.history(self.school)
        acts = {act for one in past for act in (one.basis_id, one.ended_by_id) if act}
        seen = Act.objects.visible_to(self.user, on=self.on).filter(pk__in=acts)
        opened = set(seen.values_list("pk", flat=True))
        return [
            StatusLine(one, one.basis_id in opened, one.ended_by_id in opened) for one in past
        ]

    def closed(self) -> list[str]:
        """Name by number what there is of the school and is not open to the person."""
        acts = {one.status.basis_id for one in self.status_lines if not one.opens_basis}
        told = (
            (hidden_in(self.works), "результат,результата,результатов",
             "с числами меньше 5: видят школа, её куратор и муниципалитет"),
            (len(acts), "документ,документа,документов",
             "о статусе школы: видят работники органа, который его издал"),
            (self._closed_roadmaps(), "дорожная карта,дорожные карты,дорожных карт",
             "с обязательствами школы: видят те, кто её ведёт"),
        )  # fmt: skip
        return [f"{counted(count, forms)} {words}" for count, forms, words in told if count]

    def _closed_roadmaps(self) -> int:
        owed = Obligation.objects.filter(organisation=self.school).order_by()
        obliging = Roadmap.objects.filter(pk__in=owed.values("roadmap"))
        seen = Roadmap.objects.visible_to(self.user, on=self.on).values("pk")
        return obliging.exclude(pk__in=seen).count()
