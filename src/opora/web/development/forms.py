"""Forms of documents of development and of their expertise."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from opora.domain.acts.services.files import Upload
from opora.domain.development import permissions
from opora.domain.development.models import Document, Expertise, Sheet
from opora.domain.development.reading import Line
from opora.domain.development.services.documents import Approval
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.methodology.expertise_rubric import SCORES, RubricCriterion
from opora.methodology.risk_factors import load_risk_factors
from opora.web.act_choice import ActChoice
from opora.web.organisations.forms import DayInput

_BACK, _AHEAD = 4, 1


def year_choices(on: date) -> list[tuple[int, str]]:
    """School years that may be chosen, the newest first."""
    this = SchoolYear.of(on).start
    years = range(this + _AHEAD, this - _BACK - 1, -1)
    return [(year, SchoolYear(year).label) for year in years]


def factor_choices(empty: str) -> list[tuple[str, str]]:
    """Risk factors as choices."""
    named = [(one.code, f"{one.code} {one.title}") for one in load_risk_factors().factors]
    return [("", empty), *named]


class Conditions(forms.Form):
    """What of the table is shown."""

    q = forms.CharField(required=False, max_length=200)
    year = forms.TypedChoiceField(
        label="Учебный год", choices=(), coerce=int, required=False, empty_value=None
    )
    type = forms.ChoiceField(
        label="Документ", choices=[("", "любой"), *Document.Type.choices], required=False
    )
    status = forms.ChoiceField(
        label="Состояние", choices=[("", "любое"), *Document.Status.choices], required=False
    )
    all = forms.BooleanField(label="все школы", required=False)

    def __init__(self, data: QueryDict, *, year: int) -> None:
        super().__init__(data if data.get("year") else {**data.dict(), "year": year})
        first = date(year, 9, 1)
        self.fields["year"].choices = year_choices(first)  # type: ignore[attr-defined]
        self.is_valid()
        self.chosen_year: int = self.cleaned_data.get("year") or year
        self.chosen_type: str = self.cleaned_data.get("type", "")
        self.chosen_status: str = self.cleaned_data.get("status", "")
        self.shows_all: bool = self.cleaned_data.get("all", False)


class NewDocument(forms.Form):
    """Which document of which school."""

    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа", empty_label="выберите"
    )
    type = forms.ChoiceField(label="Документ", choices=Document.Type.choices)
    factor = forms.ChoiceField(
        label="Против какого риска", required=False,
        help_text="Только для антирисковой программы: одна программа на один риск.",
    )  # fmt: skip
    year = forms.TypedChoiceField(label="Учебный год", coerce=int)

    def __init__(
        self, data: QueryDict | None, *, user: User, at: Any, on: date, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        schools = permissions.schools_of(user, at=at)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        self.fields["factor"].choices = factor_choices("не нужен")  # type: ignore[attr-defined]
        self.fields["year"].choices = year_choices(on)  # type: ignore[attr-defined]


class SectionsForm(forms.Form):
    """The parts of a document, each with its hint; or a file instead."""

    file = forms.FileField(
        label="Или документ файлом", required=False,
        help_text="Если документ уже написан: разделы тогда заполнять не нужно.",
    )  # fmt: skip

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in document.template:
            self.fields[one.code] = forms.CharField(
                label=one.title, help_text=one.hint, required=False,
                initial=document.sections.get(one.code, ""),
                widget=forms.Textarea(attrs={"rows": 5}),
            )  # fmt: skip
        self.order_fields([*(one.code for one in document.template), "file"])

    @property
    def sections(self) -> dict[str, str]:
        """The parts by their codes."""
        return {code: text for code, text in self.cleaned_data.items() if code != "file"}

    @property
    def upload(self) -> Upload | None:
        """The file, if one was brought."""
        file = self.cleaned_data["file"]
        return Upload(file.read(), file.name) if file else None


class Words(forms.Form):
    """Words that go with a step; whether they are needed the service says."""

    words = forms.CharField(
        label="Замечания", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class Reason(forms.Form):
    """Why a record is withdrawn."""

    reason = forms.CharField(label="Почему", max_length=300)


class ConfirmForm(forms.Form):
    """The order of the school, and where the document is published."""

    number = forms.CharField(label="Номер приказа", max_length=60, required=False)
    day = forms.DateField(label="День приказа", widget=DayInput(), required=False)
    signatory = forms.CharField(label="Кто подписал", max_length=120, required=False)
    address = forms.CharField(
        label="Где опубликован", max_length=1000, required=False,
        help_text="Адрес страницы на сайте школы.",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActChoice(
            user=user, on=on, required=False, label="Или зарегистрированный приказ",
            empty_label="не выбран",
        )  # fmt: skip

    @property
    def approval(self) -> Approval:
        """The order as the service takes it."""
        given = self.cleaned_data
        return Approval(**{name: given[name] for name in ("number", "day", "signatory", "act")})


class NewExpertise(forms.Form):
    """What an expertise reads."""

    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label="Кто проводит", empty_label="выберите"
    )
    title = forms.CharField(label="Название", max_length=300)
    year = forms.TypedChoiceField(label="Учебный год", coerce=int)
    size = forms.IntegerField(label="Сколько документов", min_value=1, max_value=200, initial=6)
    strata = forms.ChoiceField(
        label="Слои", choices=Expertise.Strata.choices, initial=Expertise.Strata.TYPE,
        help_text="Из каждого слоя берётся доля, равная его доле среди всех документов.",
    )  # fmt: skip
    seed = forms.IntegerField(
        label="Зерно", min_value=0, max_value=2**62,
        help_text="Число, по которому любой вытянет ту же выборку. Можно оставить как есть.",
    )  # fmt: skip
    due = forms.DateField(label="Прочитать до", widget=DayInput(), required=False)

    def __init__(
        self, data: QueryDict | None, *, user: User, at: Any, on: date, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        offices = permissions.offices_of(user, at=at)
        owner = self.fields["owner"]
        owner.queryset = offices  # type: ignore[attr-defined]
        owner.initial = offices.first()
        self.fields["year"].choices = year_choices(on)  # type: ignore[attr-defined]


class ReaderField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """People, named in full."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the whole name."""
        return f"{obj.last_name} {obj.first_name} {obj.patronymic}".strip()


class ReadersForm(forms.Form):
    """Who reads the documents of a sample."""

    def __init__(self, *args: Any, territory: Territory, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"] = ReaderField(
            permissions.readers_near(territory, on=on), label="Читатели",
            widget=forms.SelectMultiple(attrs={"size": 8}),
            help_text="Не меньше двух. Документ своей или курируемой школы никому не дадут.",
        )  # fmt: skip


class ThirdForm(forms.Form):
    """Who reads where two differ."""

    def __init__(self, *args: Any, territory: Territory, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"] = forms.ModelChoiceField(
            permissions.readers_near(territory, on=on), label="Третий читатель",
            empty_label="выберите",
        )  # fmt: skip


class Conclusion(forms.Form):
    """What an expertise concludes."""

    conclusion = forms.CharField(
        label="Выводы", widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Что в документах хорошо, что исправить, кому помочь.",
    )  # fmt: skip


class SheetForm(forms.Form):
    """The marks of a reader: 0, 1 or 2 by each criterion, with the words for each."""

    def __init__(
        self, *args: Any, criteria: tuple[RubricCriterion, ...], sheet: Sheet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in criteria:
            self.fields[one.code] = forms.TypedChoiceField(
                label=one.title, coerce=int, required=False, empty_value=None,
                widget=forms.RadioSelect, initial=sheet.scores.get(one.code),
                choices=[(score, f"{score}: {one.descriptors[score]}") for score in SCORES],
            )  # fmt: skip
        self.fields["remarks"] = forms.CharField(
            label="Замечания", required=False, initial=sheet.remarks,
            widget=forms.Textarea(attrs={"rows": 4}),
        )  # fmt: skip

    @property
    def scores(self) -> dict[str, int]:
        """The marks that were given."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "remarks"}
        return {code: score for code, score in given.items() if score is not None}


class SettleForm(forms.Form):
    """What the two readers came to, for each criterion in which they differ."""

    def __init__(self, *args: Any, differing: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in differing:
            self.fields[line.code] = forms.TypedChoiceField(
                label=f"{line.title}: {line.first} и {line.second}", coerce=int,
                choices=[(score, score) for score in SCORES],
                initial=line.final, widget=forms.RadioSelect,
            )  # fmt: skip
        self.fields["words"] = forms.CharField(
            label="К чему пришли и почему", widget=forms.Textarea(attrs={"rows": 3})
        )

    @property
    def scores(self) -> dict[str, int]:
        """The marks by criterion."""
        return {code: score for code, score in self.cleaned_data.items() if code != "words"}
