"""Forms of results: files, withdrawal, tasks of a work."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import QuerySet

from opora.domain.assessments.services.tasks import TaskLine
from opora.domain.organisations.models import Organisation
from opora.web.imports.forms import Files, ManyFiles

LEVELS = {"basic": "базовый", "advanced": "повышенный"}
"""Levels of tasks as they are typed."""

ACCEPT = ".xlsx,.xls,.ods,.csv,.txt,.html,.htm"
_LABEL, _SKILL = 16, 300
_CUT = "Файл загружен не полностью: связь прервалась. Загрузите его ещё раз."


class Upload(forms.Form):
    """Files and for whom they are brought."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Кто загружает")
    uploads = Files(label="Файлы", widget=ManyFiles(attrs={"accept": ACCEPT}))

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ModelChoiceField(
            organisations, label="Кто загружает", initial=organisations.first(),
            empty_label=None,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a form whose end did not arrive: its last file may be cut."""
        if self.data.get("whole") != "1":
            raise forms.ValidationError(_CUT)
        return self.cleaned_data


class Withdrawal(forms.Form):
    """Why a file counts no longer; the service says when a reason is needed."""

    reason = forms.CharField(
        label="Почему файл отзывается", required=False, max_length=250,
        widget=forms.Textarea({"rows": 2}),
        help_text="Это увидят все, кого касаются результаты.",
    )  # fmt: skip


class Description(forms.Form):
    """The tasks of a work, one a line, and where that is written."""

    source = forms.CharField(
        label="Откуда", max_length=300,
        help_text="Например: описание КИМ ВПР 2026, математика, 5 класс.",
    )  # fmt: skip
    lines = forms.CharField(
        label="Задания по порядку", max_length=20_000,
        widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
        help_text="Одно на строке: обозначение; наибольший балл; базовый или повышенный; "
        "умение. Одинаково названные умения считаются одним.",
    )  # fmt: skip

    def clean_lines(self) -> list[TaskLine]:
        """Take the lines apart; the first that cannot be read is named."""
        given = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        return [_task_line(number, line) for number, line in enumerate(given, 1)]


def _task_line(number: int, line: str) -> TaskLine:
    label, most, level, skill = (*(part.strip() for part in line.split(";", 3)), "", "", "")[:4]
    levels = {words: key for key, words in LEVELS.items()}
    if not label or len(label) > _LABEL or not re.fullmatch("[0-9]{1,3}", most):
        raise forms.ValidationError(
            f"Строка {number}: нужны обозначение (до {_LABEL} знаков) и наибольший балл числом."
        )
    if level.lower() not in levels:
        raise forms.ValidationError(f"Строка {number}: уровень базовый либо повышенный.")
    return TaskLine(label, int(most), levels[level.lower()], skill[:_SKILL])
