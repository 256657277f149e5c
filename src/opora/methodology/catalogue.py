"""Every pack that comes with the library, by name: to list, to check, to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from opora.methodology import actors, columns, indicators, kinds
from opora.methodology.bindings import load_bindings
from opora.methodology.comparability import load_comparability
from opora.methodology.competences import load_competences
from opora.methodology.curatorship import load_curatorship
from opora.methodology.development_templates import load_development_templates
from opora.methodology.document_standards import load_document_standards
from opora.methodology.expertise_rubric import load_expertise_rubric
from opora.methodology.fioko import load_fioko
from opora.methodology.indicator_definitions import load_indicator_definitions
from opora.methodology.indicator_matching import load_indicator_matching
from opora.methodology.mark_scales import load_mark_scales
from opora.methodology.packs import MethodologyError, Pack
from opora.methodology.partnerships import load_partnerships
from opora.methodology.passport_items import load_passport_items
from opora.methodology.passport_units import load_passport_units
from opora.methodology.pupil_support import load_prevention_checklist, load_pupil_support
from opora.methodology.purposes import load_purposes
from opora.methodology.questionnaires import load_questionnaires
from opora.methodology.registers import load_registers
from opora.methodology.risk_factors import load_risk_factors
from opora.methodology.rules import load_rules
from opora.methodology.staff_bands import load_staff_bands
from opora.methodology.subjects import load_subjects
from opora.methodology.support_models import load_support_models
from opora.methodology.training import load_training


@dataclass(frozen=True, slots=True)
class Entry:
    """One pack: its file without the ending, its Russian title, how it is loaded."""

    name: str
    title: str
    load: Callable[[], Pack]

    @property
    def text(self) -> str:
        """The file itself, as its reviewers see it."""
        return (files("opora.methodology") / "data" / f"{self.name}.yaml").read_text("utf-8")


CATALOGUE = (
    Entry("identification_rules", "Правила выявления ШНОР", lambda: load_rules().pack),
    Entry("purposes", "Для чего можно использовать результаты", load_purposes),
    Entry("document_standards", "Оформление документов", load_document_standards),
    Entry("comparability", "Сопоставимость лет", load_comparability),
    Entry("subjects", "Предметы и процедуры", load_subjects),
    Entry("mark_scales", "Шкалы отметок", load_mark_scales),
    Entry("passport_items", "Показатели социального паспорта", load_passport_items),
    Entry("passport_units", "Единицы социального паспорта", load_passport_units),
    Entry("partnerships", "Подбор школ-лидеров", load_partnerships),
    Entry("training", "Обучение педагогов", load_training),
    Entry("development_templates", "Разделы документов развития", load_development_templates),
    Entry("expertise_rubric", "Критерии экспертизы документов", load_expertise_rubric),
    Entry("risk_factors", "Факторы риска", load_risk_factors),
    Entry("questionnaires", "Анкеты рискового профиля", load_questionnaires),
    Entry("competences", "Компетенции педагога", load_competences),
    Entry("staff_bands", "Описание кадрового состава", load_staff_bands),
    Entry("fioko_2026", "Анализ ВПР по рекомендациям ФИОКО 2026 г.", load_fioko),
    Entry("indicator_definitions", "Показатели поддержки школ", load_indicator_definitions),
    Entry("indicator_matching", "Слова напечатанных показателей", load_indicator_matching),
    Entry("pupil_support", "Помощь неуспевающим: пороги и сроки", load_pupil_support),
    Entry(
        "prevention_checklist",
        "Проверочный лист профилактики неуспешности",
        load_prevention_checklist,
    ),
    Entry("support_models", "Модели поддержки школ", load_support_models),
    Entry("curatorship", "Кураторы: нагрузка и лестница", load_curatorship),
    Entry("registers", "Реестры, в которых исполняются мероприятия", load_registers),
    Entry("bindings", "Какими записями реестров исполняются мероприятия", load_bindings),
    Entry("measure_kinds", "Виды мероприятий", kinds.load_kinds),
    Entry("evidence_kinds", "Виды подтверждений", kinds.load_evidence_kinds),
    Entry("actors", "Слова об исполнителях", actors.load_actor_words),
    Entry("abbreviations", "Сокращения", actors.load_abbreviations),
    Entry("column_headers", "Заголовки дорожных карт", columns.load_column_headers),
    Entry("indicator_words", "Слова показателей", indicators.load_indicator_words),
)


def entry(name: str) -> Entry:
    """Return the pack of this name.

    Raises
    ------
    MethodologyError
        If there is none; the message names those there are.

    Examples
    --------
    >>> entry("subjects").title
    'Предметы и процедуры'
    """
    for one in CATALOGUE:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in CATALOGUE)
    raise MethodologyError(f"набора «{name}» нет; есть {known}")
