"""Forms of documents: upload, registry, acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Case, QuerySet, When

from opora.domain.acts.models import Act
from opora.domain.organisations.access import Scope, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Roadmap
from opora.web.organisations.forms import DayInput

ACCEPT = ".docx,.doc,.pdf,.odt,.rtf,.html,.htm,.txt"
_CUT = "Файл загружен не полностью: связь прервалась. Загрузите его ещё раз."


def planned_by(user: User, *, on: dt.date) -> QuerySet[Organisation]:
    """Organisations whose documents the person may bring; where they work themselves first."""
    scope = scope_of(user, on=on)
    seen = Organisation.objects.visible_to(user, on=on).open_on(on).select_related("territory")
    allowed = [one.pk for one in seen if scope.may_plan_for(one) or scope.may_approve_for(one)]
    own = Case(When(pk__in=_works_at(scope), then=0), default=1)
    return Organisation.objects.filter(pk__in=allowed).order_by(own, "short_name")


def _works_at(scope: Scope) -> frozenset[int]:
    return scope.own - scope.curated


class ManyFiles(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files; each is checked by the service that keeps it."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files, at least one."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(Files, self).clean(one, initial) for one in files or [None]]


class Upload(forms.Form):
    """Files and whose documents they are."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Чей документ")
    uploads = Files(label="Файлы", widget=ManyFiles(attrs={"accept": ACCEPT}))

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ModelChoiceField(
            organisations, label="Чей документ", initial=organisations.first(), empty_label=None
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a form whose end did not arrive: its last file may be cut."""
        return _whole(self)


class Replacement(forms.Form):
    """Another file for a draft."""

    file = forms.FileField(label="Новый файл", widget=forms.FileInput(attrs={"accept": ACCEPT}))

    def clean(self) -> dict[str, Any]:
        """Refuse a form whose end did not arrive."""
        return _whole(self)


def _whole(form: forms.Form) -> dict[str, Any]:
    """Check the field that is sent after the files: without it the connection was cut."""
    if form.data.get("whole") != "1":
        raise forms.ValidationError(_CUT)
    return form.cleaned_data


class Narrow(forms.Form):
    """What of the registry is shown."""

    STATES = [
        ("", "все"),
        ("waiting", "ждут проверки"),
        *[(value, label.lower()) for value, label in Act.Status.choices],
        ("discarded", "отложенные"),
    ]
    state = forms.ChoiceField(choices=STATES, required=False)
    kind = forms.ChoiceField(choices=[("", "любой"), *Act.Kind.choices], required=False)
    q = forms.CharField(required=False, max_length=100)


class Reason(forms.Form):
    """Why something is done that cannot be undone by itself."""

    reason = forms.CharField(label="Почему", max_length=300)


class NewAct(forms.Form):
    """The requisites of an act that is entered by hand."""

    issuer = forms.ModelChoiceField(Organisation.objects.none(), label="Кто издал")
    kind = forms.ChoiceField(label="Вид", choices=Act.Kind.choices)
    number = forms.CharField(
        label="Номер", max_length=60, required=False, help_text="Как напечатан, без «№»."
    )
    date = forms.DateField(label="Дата", widget=DayInput())
    title = forms.CharField(label="О чём", widget=forms.Textarea(attrs={"rows": 2}))
    signatory_post = forms.CharField(
        label="Должность подписавшего", max_length=200, required=False
    )
    signatory_name = forms.CharField(label="Кто подписал", max_length=120, required=False)
    basis = forms.CharField(
        label="На чём основан", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Документы-основания, каждый с новой строки.",
    )  # fmt: skip
    changes = forms.ModelChoiceField(
        Act.objects.none(), label="Какой документ меняет", required=False, empty_label="никакой"
    )
    file = forms.FileField(label="Файл", required=False)

    def __init__(self, *args: Any, user: User, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuers, acts = planned_by(user, on=on), Act.objects.visible_to(user, on=on)
        self.fields["issuer"] = forms.ModelChoiceField(
            issuers, label="Кто издал", initial=issuers.first(), empty_label=None
        )
        self.fields["changes"] = forms.ModelChoiceField(
            acts.filter(status=Act.Status.IN_FORCE).order_by("-date"),
            label="Какой документ меняет", required=False, empty_label="никакой",
        )  # fmt: skip


class Confirm(forms.Form):
    """Whether the plan is new or continues one that is there."""

    roadmap = forms.ModelChoiceField(
        Roadmap.objects.none(), required=False, label="Что создать",
        empty_label="Новую дорожную карту",
    )  # fmt: skip

    def __init__(self, *args: Any, roadmaps: QuerySet[Roadmap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roadmap"] = Plans(
            roadmaps, required=False, label="Что создать", empty_label="Новую дорожную карту"
        )


class Plans(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A plan, offered as its next edition."""

    def label_from_instance(self, obj: Roadmap) -> str:
        """Say what choosing the plan means."""
        return f"Новую редакцию карты «{obj.title}»"
