"""What every page of a roadmap stands in: the plan, the edition shown, what the person may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now

from opora.domain.acts.models import Act
from opora.domain.organisations.access import Scope, reason, scope_of
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Roadmap
from opora.domain.roadmaps.permissions import may_approve
from opora.web.requests import UserRequest


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of a roadmap: name of its address, words, name of its icon."""

    name: str
    label: str
    icon: str


TABS = (
    Tab("roadmap", "Таблица", icon="table"),
    Tab("roadmap_timeline", "Шкала", icon="bar-chart-steps"),
    Tab("roadmap_calendar", "Календарь", icon="calendar3"),
    Tab("roadmap_people", "Ответственные", icon="people"),
    Tab("roadmap_schools", "Организации", icon="grid-3x3"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A roadmap as one person sees it on one day."""

    roadmap: Roadmap
    editions: tuple[Edition, ...]
    edition: Edition
    scope: Scope
    may_plan: bool
    may_approve: bool

    @property
    def today(self) -> date:
        """The day on which the page is read."""
        return self.scope.on

    @property
    def sees_all(self) -> bool:
        """Whether every obligation of the plan is in sight, not only some schools' part."""
        territory = self.roadmap.owner.territory
        above = self.scope.municipalities | self.scope.regions
        return bool(
            self.scope.user.is_superuser
            or self.roadmap.owner_id in self.scope.own
            or territory.pk in above
            or territory.parent_id in self.scope.regions
        )

    @property
    def is_shown_by_default(self) -> bool:
        """Whether the address need not name the edition."""
        return self.edition == shown_first(self.editions)

    @property
    def pending(self) -> Edition | None:
        """The next edition that is being prepared, for those who may see it."""
        found = [one for one in self.editions if one.status in Edition.UNFINISHED]
        return found[-1] if found else None


def shown_first(editions: tuple[Edition, ...]) -> Edition:
    """Return the edition in force, else the newest."""
    in_force = [one for one in editions if one.status == Edition.Status.IN_FORCE]
    return (in_force or list(editions))[-1]


def frame_of(request: UserRequest, roadmap_id: int) -> Frame:
    """Find the roadmap and the edition of the address (``?edition=2``), if they are in sight.

    Raises
    ------
    Http404
        If there is no such roadmap or edition, or it is closed to the person.
    """
    today = localdate()
    seen = Roadmap.objects.visible_to(request.user, on=today)
    roadmap = get_object_or_404(
        seen.select_related("owner__territory", "parent__measure__edition__roadmap"),
        pk=roadmap_id,
    )
    scope = scope_of(request.user, on=today)
    plans = scope.may_plan_for(roadmap.owner)
    approves = may_approve(request.user, roadmap, at=now())
    editions = editions_in_sight(roadmap, all_of_them=plans or approves)
    edition = _chosen(request, editions)
    return Frame(roadmap, editions, edition, scope, plans, approves)


def editions_in_sight(roadmap: Roadmap, *, all_of_them: bool) -> tuple[Edition, ...]:
    """Return the editions in order; unfinished ones only to those who make them.

    A plan that has nothing else shows its unfinished edition to whoever sees the plan: a
    curator reads the first draft of their school.
    """
    every = tuple(roadmap.editions.select_related("act__issuer").order_by("number"))
    finished = tuple(one for one in every if one.status not in Edition.UNFINISHED)
    return every if all_of_them or not finished else finished


def _chosen(request: HttpRequest, editions: tuple[Edition, ...]) -> Edition:
    if not editions:
        raise Http404
    number = request.GET.get("edition")
    if not number:
        return shown_first(editions)
    found = [one for one in editions if str(one.number) == number]
    if not found:
        raise Http404
    return found[0]


def is_open(act: Act | None, user: User, *, on: date) -> bool:
    """Whether the card of an act opens to the person: schools read plans of others' acts."""
    return act is not None and reason(act, user, on=on) is not None


def show(
    request: UserRequest,
    frame: Frame,
    template: str,
    more: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw a page of a roadmap."""
    context = {
        "frame": frame,
        "roadmap": frame.roadmap,
        "edition": frame.edition,
        "today": frame.today,
        "tabs": TABS,
        "reason": reason(frame.roadmap, request.user, on=frame.today),
        "act_is_open": is_open(frame.edition.act, request.user, on=frame.today),
        **more,
    }
    return render(request, f"web/roadmaps/{template}.html", context, status=status)
