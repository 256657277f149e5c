"""Forms of activities: the plan, the fact, why it ended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from opora.domain.activities.models import Activity, Series
from opora.domain.activities.models.activities import REGISTER, topics
from opora.domain.activities.permissions import organisers_for, schools_for
from opora.domain.activities.services.activities import Fact, Plan
from opora.domain.activities.services.series import Repeat
from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.teams.models import Team
from opora.methodology.registers import load_registers
from opora.web.organisations.forms import DayInput

CHOOSE = ("", "выберите")
HOURS = {"min_value": Decimal("0.1"), "max_value": Decimal(500), "decimal_places": 1}


def types() -> list[tuple[str, str]]:
    """Return the types of activities for a list of choices."""
    return [(one.code, one.title) for one in load_registers().find(REGISTER).types]


class TimeInput(forms.TimeInput):
    """A time chosen in the browser's own way."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class Places(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Organisations to tick."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})

    def label_from_instance(self, obj: Organisation) -> str:
        """Write the short name."""
        return obj.short_name


GROUPS = [
    ("", "отмеченных ниже"),
    ("all", "всех"),
    ("low_results", "школ с низкими результатами по действующему списку"),
    ("adverse_context", "школ в неблагоприятных условиях по действующему списку"),
]


class PlanForm(forms.Form):
    """What is planned: what, when, for whom."""

    type = forms.ChoiceField(label="Вид")
    title = forms.CharField(label="Название", max_length=300)
    day = forms.DateField(label="День", widget=DayInput())
    begins_at = forms.TimeField(label="Начало", required=False, widget=TimeInput())
    hours = forms.DecimalField(
        label="Часов", required=False, help_text="Можно с половиной: 1,5.", localize=True,
        **HOURS,  # type: ignore[arg-type]  # the limits of hours
    )  # fmt: skip
    level = forms.ChoiceField(label="Уровень", choices=Activity.Level.choices)
    topic = forms.ChoiceField(label="Риск, с которым работаем", required=False)
    deficit = forms.CharField(
        label="Или дефицит своими словами", required=False, max_length=40,
        help_text="Например: работа с текстом. До 40 знаков.",
    )  # fmt: skip
    group = forms.ChoiceField(label="Для кого", choices=GROUPS, required=False)
    place = forms.CharField(label="Место", required=False, max_length=200)
    link = forms.URLField(
        label="Ссылка на подключение", required=False, max_length=500, assume_scheme="https"
    )
    agenda = forms.CharField(
        label="Программа или повестка", required=False, max_length=8000,
        widget=forms.Textarea({"rows": 4}), help_text="По пункту на строке.",
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [CHOOSE, *types()]  # type: ignore[attr-defined]
        self.fields["topic"].choices = [("", "не выбран"), *topics().items()]  # type: ignore[attr-defined]
        self.fields["organiser"] = forms.ModelChoiceField(
            organisers_for(by, on=on).order_by("kind", "short_name"), label="Кто проводит",
            empty_label=None,
        )  # fmt: skip
        teams = Team.objects.visible_to(by, on=on).exclude(status=Team.Status.WITHDRAWN)
        standing = teams.filter(
            owner__in=organisers_for(by, on=on), status__in=Team.STANDING
        ) | teams.filter(pk=self.initial.get("team") or 0)
        if standing.exists():
            self.fields["team"] = forms.ModelChoiceField(
                standing.order_by("name", "pk"), label="Команда или сообщество",
                required=False, empty_label="не команды",
                help_text="Мероприятие будет и на странице команды.",
            )  # fmt: skip
        self.fields["schools"] = Places(
            schools_for(by, on=on).distinct().order_by("short_name"), label="Кого отметить",
            required=False,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Take one topic: a risk or words."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("topic") and told.get("deficit"):
            self.add_error("deficit", "Выберите риск или впишите дефицит, не то и другое.")
        if told.get("group") and told.get("day"):
            told["schools"] = self._grouped(told["group"], told["day"])
            if not told["schools"]:
                self.add_error("group", "Таких школ среди ваших на этот день нет.")
        return told

    def _grouped(self, group: str, day: date) -> list[Organisation]:
        """Return the schools of a group on the day of the activity."""
        every = self.fields["schools"].queryset  # type: ignore[attr-defined]
        if group == "all":
            return list(every)
        listed = SchoolStatus.objects.on(day).filter(property=group).values("school")
        return list(every.filter(pk__in=listed))

    def plan(self) -> Plan:
        """Return what was filled in."""
        told = self.cleaned_data
        same = ("type", "title", "level", "organiser", "day", "begins_at", "hours", "place",
                "link", "agenda")  # fmt: skip
        return Plan(
            **{name: told[name] for name in same},
            topic=told["topic"] or told["deficit"],
            team=told.get("team"),
            schools=tuple(told["schools"]),
        )


class NewPlan(PlanForm):
    """A new activity: once or in a series, ahead or held already."""

    rhythm = forms.ChoiceField(
        label="Повторять",
        choices=[("", "не повторять"), *Series.Rhythm.choices],
        required=False,
    )
    until = forms.DateField(
        label="Повторять до", required=False, widget=DayInput(),
        help_text="Последний день. 31-го числа бывает не в каждом месяце: такие месяцы "
        "пропускаются.",
    )  # fmt: skip
    held = forms.BooleanField(label="Уже проведено", required=False)
    amount = forms.IntegerField(
        label="Сколько человек было", required=False, min_value=1, max_value=100_000,
        help_text="Если списка не будет.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a series without an end, or of the past."""
        told = super().clean()
        if told.get("rhythm") and not told.get("until"):
            self.add_error("until", "До какого дня повторять?")
        if told.get("rhythm") and told.get("held"):
            self.add_error("held", "Серию вносят заранее. Проведённое внесите без повторения.")
        if told.get("amount") and not told.get("held"):
            self.add_error("amount", "Сколько человек было, станет известно после проведения.")
        return told

    def repeat(self) -> Repeat | None:
        """Return the rhythm of a series, if it is one."""
        told = self.cleaned_data
        return Repeat(told["rhythm"], told["until"]) if told["rhythm"] else None

    def fact(self) -> Fact | None:
        """Return how it went, if it is held already."""
        told = self.cleaned_data
        return Fact(day=told["day"], amount=told["amount"]) if told["held"] else None


class EditPlan(PlanForm):
    """A change of one activity, or of all that follow in its series."""

    following = forms.BooleanField(label="И все следующие в серии", required=False)


class FactForm(forms.Form):
    """How it went."""

    day = forms.DateField(label="Когда прошло", widget=DayInput())
    hours = forms.DecimalField(
        label="Сколько часов", required=False, localize=True,
        **HOURS,  # type: ignore[arg-type]  # the limits of hours
    )  # fmt: skip
    amount = forms.IntegerField(
        label="Сколько человек было", required=False, min_value=0, max_value=100_000,
        help_text="Если есть список участников, считается список.",
    )  # fmt: skip
    summary = forms.CharField(
        label="Что сделали", required=False, max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = Organisation.objects.filter(invitations__activity=activity)
        if invited.exists():
            self.fields["came"] = Places(
                invited.order_by("short_name"), label="Кто был из приглашённых", required=False
            )

    def fact(self) -> Fact:
        """Return what was filled in."""
        told = dict(self.cleaned_data)
        came = told.pop("came", None)
        schools = None if came is None else frozenset(one.pk for one in came)
        return Fact(**told, came=schools)


class EndForm(forms.Form):
    """Why it is cancelled or withdrawn."""

    reason = forms.CharField(label="Почему", max_length=300)
    following = forms.BooleanField(label="И все следующие в серии", required=False)


def begun_with(address: QueryDict, *, by: User, on: date) -> dict[str, Any]:
    """Return what is known before a form is filled: from the address, and of the person."""
    known = {name: address[name][:300] for name in ("type", "title", "day") if name in address}
    topic = address.get("topic", "")
    school = address.get("school", "")
    own = [one.organisation_id for one in scope_of(by, on=on).memberships]
    offices = organisers_for(by, on=on).filter(pk__in=own)
    kinds = Organisation.Kind
    level = {kinds.SCHOOL: "school", kinds.REGIONAL: "regional"}
    team = _team(address, by=by, on=on)
    led = team and organisers_for(by, on=on).filter(pk=team.owner_id).first()
    organiser = led or offices.order_by("kind", "pk").first()
    schools = [int(school)] if school.isdecimal() and len(school) < 10 else []  # noqa: PLR2004  # no larger key is
    if team and not schools:
        schools = list(team.schools.values_list("pk", flat=True))
    return {
        "day": on,
        **known,
        "topic": topic if topic in topics() else "",
        "deficit": "" if topic in topics() else topic[:40],
        "schools": schools,
        "team": team.pk if team else None,
        "organiser": organiser,
        "level": level.get(kinds(organiser.kind), "municipal") if organiser else "municipal",
    }


def _team(address: QueryDict, *, by: User, on: date) -> Team | None:
    """Return the team of which the address speaks, if the person sees it."""
    key = address.get("team", "")
    if not key.isdecimal() or len(key) >= 10:  # noqa: PLR2004  # no larger key is
        return None
    return Team.objects.visible_to(by, on=on).filter(pk=key).first()


def filled_from(activity: Activity) -> dict[str, Any]:
    """Return the fields of a form as the activity stands."""
    same = ("type", "title", "day", "begins_at", "hours", "level", "place", "link", "agenda")
    known = activity.topic in topics()
    return {
        **{name: getattr(activity, name) for name in same},
        "organiser": activity.organiser_id,
        "team": activity.team_id,
        "topic": activity.topic if known else "",
        "deficit": "" if known else activity.topic,
        "schools": list(activity.invitations.values_list("school", flat=True)),
    }
