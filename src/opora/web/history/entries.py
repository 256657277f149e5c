"""Events of the audit trail in Russian words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opora.domain.people.models import AuditEvent
from opora.web.looks import STATES, Look

DONE = Look("is-ok", icon="check-circle-fill", label="")
SENT = Look("is-check", icon="send", label="")
BACK = Look("is-back", icon="arrow-counterclockwise", label="")
STOPPED = Look("is-off", icon="slash-circle", label="")
CHANGED = Look("is-work", icon="pencil", label="")
ADDED = Look("is-work", icon="plus-lg", label="")

ACTIONS: dict[str, tuple[str, Look]] = {
    "obligation.start": ("Взято в работу", STATES["in_work"]),
    "obligation.save_report": ("Отчёт записан", CHANGED),
    "obligation.submit": ("Отправлено на проверку", SENT),
    "obligation.withdraw": ("Отозвано с проверки", BACK),
    "obligation.accept": ("Принято", DONE),
    "obligation.return": ("Возвращено", BACK),
    "obligation.waive": ("Снято", STOPPED),
    "obligation.pause": ("Приостановлено", STATES["paused"]),
    "obligation.resume": ("Возобновлено", STATES["in_work"]),
    "obligation.remind": ("Напомнили", Look("is-work", icon="bell", label="")),
    "obligation.set_person": ("Назначен исполнитель", CHANGED),
    "obligation.move": ("Перенесено в новую редакцию", CHANGED),
    "obligation.open_child": ("Начата своя дорожная карта", ADDED),
    "occurrence.set_event_date": ("Назначен день события", CHANGED),
    "evidence.attach": ("Приложено подтверждение", Look("is-work", icon="paperclip", label="")),
    "evidence.take_back": ("Подтверждение убрано", BACK),
    # Documents of development, expertise.
    "development.begin": ("Начат документ развития", ADDED),
    "development.write": ("Изменены разделы", CHANGED),
    "development.bring_file": ("Загружен файл", ADDED),
    "development.drop_file": ("Файл убран", CHANGED),
    "development.send": ("Отправлен куратору", SENT),
    "development.agree": ("Согласован куратором", DONE),
    "development.check": ("Проверен муниципалитетом", DONE),
    "development.give_back": ("Возвращён на доработку", BACK),
    "development.confirm": ("Подтверждён", DONE),
    "development.withdraw": ("Запись отозвана", STOPPED),
    "expertise.order": ("Сделана выборка экспертизы", ADDED),
    "expertise.assign": ("Назначены читатели", SENT),
    "expertise.ask_third": ("Назначен третий читатель", SENT),
    "expertise.submit_sheet": ("Сдан лист", DONE),
    "expertise.settle": ("Решено расхождение читателей", CHANGED),
    "expertise.approve": ("Заключение утверждено", DONE),
    "expertise.withdraw": ("Экспертиза отозвана", STOPPED),
    # Advice, practices, publications.
    "recommendation.send": ("Отправлена рекомендация", SENT),
    "recommendation.read": ("Прочитана", CHANGED),
    "recommendation.answer": ("Дан ответ", DONE),
    "recommendation.put_in_plan": ("Внесена в план мероприятием", DONE),
    "recommendation.remind": ("Отправлено напоминание", SENT),
    "recommendation.withdraw": ("Рекомендация отозвана", STOPPED),
    "practice.describe": ("Описана практика", ADDED),
    "practice.change": ("Практика изменена", CHANGED),
    "practice.send": ("Отправлена на экспертизу", SENT),
    "practice.give_back": ("Возвращена на доработку", BACK),
    "practice.accept": ("Практика принята", DONE),
    "practice.publish": ("Практика опубликована", DONE),
    "practice.enter_atlas": ("Внесена в региональный атлас", DONE),
    "practice.withdraw": ("Запись отозвана", STOPPED),
    "publication.record": ("Записана публикация", ADDED),
    "publication.change": ("Запись изменена", CHANGED),
    "publication.look_again": ("Страница открывается снова", CHANGED),
    "publication.withdraw": ("Запись отозвана", STOPPED),
    # Training.
    "course.enter": ("Внесена программа", ADDED),
    "course.amend": ("Программа исправлена", CHANGED),
    "course.withdraw": ("Программа убрана из списка", STOPPED),
    "training_group.gather": ("Собрана группа", ADDED),
    "training_group.send": ("Направлены люди", ADDED),
    "training_group.take_back": ("Человек убран из группы", BACK),
    "training_group.finish": ("Группа закончила", DONE),
    "training_group.cancel": ("Группа отменена", STOPPED),
    "completion.enter": ("Внесено удостоверение", DONE),
    "completion.amend": ("Удостоверение исправлено", CHANGED),
    "completion.attach": ("Приложен скан", CHANGED),
    "completion.withdraw": ("Удостоверение отозвано", STOPPED),
    "training_plan.begin": ("Начат план-график", ADDED),
    "training_plan.add": ("Внесена строка", ADDED),
    "training_plan.cancel_line": ("Строка снята", BACK),
    "training_plan.approve": ("План-график утверждён", DONE),
    "training_plan.withdraw": ("План-график отозван", STOPPED),
    # Agreements.
    "agreement.draw_up": ("Составлен черновик договора", ADDED),
    "agreement.amend": ("Договор изменён", CHANGED),
    "agreement.send": ("Отправлен на согласование", SENT),
    "agreement.give_back": ("Возвращён на доработку", BACK),
    "agreement.sign": ("Подписан", DONE),
    "agreement.finish": ("Завершён с отчётом", DONE),
    "agreement.terminate": ("Расторгнут", STOPPED),
    "agreement.withdraw": ("Запись отозвана", STOPPED),
    "agreement.plan_event": ("Намечено совместное мероприятие", ADDED),
    "agreement.hold_event": ("Совместное мероприятие проведено", DONE),
    # Staff.
    "employment.begin": ("Принят(а) на должность", ADDED),
    "employment.correct": ("Должность исправлена", CHANGED),
    "employment.end": ("Работа закончена", STOPPED),
    "person.link": ("Указана учётная запись", CHANGED),
    "act.register": ("Документ зарегистрирован", DONE),
    "act.cancel": ("Документ утратил силу", STOPPED),
    "draft.bring": ("Файл загружен", ADDED),
    "draft.read": ("Файл прочитан", DONE),
    "draft.read_again": ("Файл прочитан заново", CHANGED),
    "draft.replace_file": ("Файл заменён", CHANGED),
    "draft.decide": ("Решение по замечанию", CHANGED),
    "draft.confirm": ("Прочитанное подтверждено", DONE),
    "draft.discard": ("Файл отложен", STOPPED),
    "edition.create": ("Создана редакция", ADDED),
    "edition.amend": ("Начата новая редакция", ADDED),
    "edition.send_for_approval": ("Отправлено на утверждение", SENT),
    "edition.take_back": ("Отозвано с утверждения", BACK),
    "edition.approve": ("Утверждено", DONE),
    "edition.enter_force": ("Введено в действие", DONE),
    "edition.set_going": ("Обязательства созданы", DONE),
    "edition.set_period": ("Изменён срок действия", CHANGED),
    "edition.supersede": ("Заменено новой редакцией", STOPPED),
    "edition.discard": ("Черновик удалён", STOPPED),
    "edition.close": ("Закрыто", STOPPED),
    "edition.fill": ("Взяты мероприятия образца или прошлой карты", ADDED),
    "section.add": ("Раздел добавлен", ADDED),
    "section.rename": ("Раздел переименован", CHANGED),
    "section.move": ("Раздел переставлен", CHANGED),
    "section.remove": ("Раздел убран", STOPPED),
    "responsible.set_meaning": ("Уточнён ответственный", CHANGED),
    "measure.add": ("Мероприятие добавлено", ADDED),
    "measure.edit": ("Мероприятие изменено", CHANGED),
    "measure.set_cells": ("Изменены ячейки мероприятия", CHANGED),
    "measure.set_schedule": ("Изменён срок мероприятия", CHANGED),
    "measure.set_responsible": ("Изменены ответственные", CHANGED),
    "measure.move": ("Мероприятие переставлено", CHANGED),
    "measure.remove": ("Мероприятие исключено", STOPPED),
    "import.bring": ("Принесён файл результатов", ADDED),
    "import.read": ("Файл результатов прочитан", CHANGED),
    "import.read_again": ("Файл результатов прочитан заново", CHANGED),
    "import.correct": ("Исправлены ячейки файла", CHANGED),
    "import.confirm": ("Файл подтверждён", CHANGED),
    "import.add": ("Результаты добавлены", ADDED),
    "import.not_added": ("Результаты не добавлены", STOPPED),
    "import.withdraw": ("Результаты отозваны", STOPPED),
    "school_code.decide": ("Решено, чей это код", CHANGED),
    "round.describe_tasks": ("Описаны задания работы", CHANGED),
    "indicator.compose": ("Составлен показатель", ADDED),
    "indicator.change": ("Изменён показатель", CHANGED),
    "indicator.retire": ("Показатель больше не считается", STOPPED),
    "indicator.freeze": ("Закрыт период показателей", DONE),
    "target.set": ("Поставлена цель", ADDED),
    "target.change": ("Изменена цель", CHANGED),
    "target.remove": ("Цель убрана", STOPPED),
    "run.start": ("Составлен список школ", ADDED),
    "run.exclude": ("Результат не учитывается", CHANGED),
    "run.include_again": ("Результат снова учитывается", CHANGED),
    "run.open_replies": ("Список отдан школам на ответ", CHANGED),
    "run.extend_replies": ("Срок ответов продлён", CHANGED),
    "run.recount": ("Список пересчитан", CHANGED),
    "run.cancel": ("Список отменён", STOPPED),
    "run.send": ("Список передан на утверждение", CHANGED),
    "run.take_back": ("Список возвращён с утверждения", STOPPED),
    "run.approve": ("Список утверждён", CHANGED),
    "run.enact": ("Список введён приказом", CHANGED),
    "verdict.decide": ("Решение о школе принял человек", CHANGED),
    "reply.agree": ("Школа согласилась", CHANGED),
    "reply.contest": ("Школа возразила", CHANGED),
    "reply.answer": ("Возражение рассмотрено", CHANGED),
    "scenario.save": ("Сохранён сценарий «что, если»", ADDED),
    "scenario.attach": ("Сценарий приложен к решению", CHANGED),
    "status.begin": ("Начался статус школы", ADDED),
    "status.end": ("Закончился статус школы", STOPPED),
    "campaign.open": ("Открыт сбор социальных паспортов", ADDED),
    "campaign.extend": ("Продлён срок социальных паспортов", CHANGED),
    "campaign.remind": ("Школам напомнили о паспорте", CHANGED),
    "passport.begin": ("Начат социальный паспорт", ADDED),
    "passport.answer": ("Изменён ответ в паспорте", CHANGED),
    "passport.confirm": ("Подтверждены ответы прошлого года", CHANGED),
    "passport.file": ("Паспорт заполнен из файла", CHANGED),
    "passport.submit": ("Социальный паспорт сдан", CHANGED),
    "passport.accepted": ("Социальный паспорт принят", CHANGED),
    "passport.returned": ("Социальный паспорт возвращён", STOPPED),
    "context.scale": ("Построена шкала индекса", ADDED),
    "context.run": ("Вычислен индекс социального благополучия", ADDED),
    # Diagnostics.
    "questionnaire.copy": ("Скопирована анкета", ADDED),
    "questionnaire.edit": ("Изменена анкета", CHANGED),
    "survey.open": ("Открыто анкетирование", ADDED),
    "survey.change": ("Изменено анкетирование", CHANGED),
    "survey.group": ("Названа группа отвечающих", ADDED),
    "survey.tickets": ("Выпущены одноразовые ссылки", SENT),
    "survey.close": ("Анкетирование закрыто", DONE),
    "survey.withdraw": ("Анкетирование отозвано", STOPPED),
    "risk_profile.compute": ("Составлен рисковый профиль", ADDED),
    "risk_profile.say": ("Сказано о факторах риска", CHANGED),
    "risk_profile.verify": ("Рисковый профиль верифицирован", DONE),
    "risk_profile.withdraw": ("Рисковый профиль отозван", STOPPED),
    "diagnosis.enter": ("Внесена диагностика", ADDED),
    "diagnosis.withdraw": ("Диагностика отозвана", STOPPED),
    "growth_plan.open": ("Составлен маршрут педагога", ADDED),
    "growth_plan.step": ("Добавлен шаг маршрута", CHANGED),
    "growth_plan.done": ("Сделан шаг маршрута", CHANGED),
    "growth_plan.finish": ("Маршрут закончен", DONE),
    "vacancy.open": ("Записана вакансия", ADDED),
    "vacancy.close": ("Вакансия закрыта", DONE),
    "staff_analysis.approve": ("Утверждён анализ кадров", DONE),
    "staff_analysis.withdraw": ("Анализ кадров отозван", STOPPED),
    "organisation.add": ("Организация добавлена", ADDED),
    "organisation.edit": ("Сведения изменены", CHANGED),
    "organisation.close": ("Организация закрыта", STOPPED),
    "organisation.succeed": ("Назван преемник", CHANGED),
    "membership.grant": ("Дана роль", ADDED),
    "membership.amend": ("Роль изменена", CHANGED),
    "membership.end": ("Роль закончилась", STOPPED),
    "user.first": ("Заведён первый координатор", ADDED),
    "user.add": ("Учётная запись заведена", ADDED),
    "user.rename": ("Имя исправлено", CHANGED),
    "user.close": ("Учётная запись закрыта", STOPPED),
    "user.preferences": ("Изменены настройки", CHANGED),
    "feed.issue": ("Выдан адрес календаря", ADDED),
    "feed.revoke": ("Закрыт адрес календаря", STOPPED),
    # Exchange with other programs and installations.
    "api_token.issue": ("Выдан ключ для программы", ADDED),
    "api_token.revoke": ("Закрыт ключ для программы", STOPPED),
    "trusted_key.add": ("Внесён ключ муниципалитета", ADDED),
    "trusted_key.revoke": ("Отозван ключ муниципалитета", STOPPED),
    "package.send": ("Составлен пакет для региона", SENT),
    "package.receive": ("Получен пакет муниципалитета", ADDED),
    "package.refuse": ("Файл не принят как пакет", STOPPED),
    "package.accepted": ("Пакет принят", DONE),
    "package.rejected": ("Пакет отклонён", STOPPED),
    # Activities.
    # Models and curators.
    "model.compose": ("Модель записана", ADDED),
    "model.change": ("Модель изменена", CHANGED),
    "model.offer": ("Модель предложена или убрана", CHANGED),
    "enrolment.begin": ("Школа включена", ADDED),
    "enrolment.approve": ("Назван приказ", DONE),
    "enrolment.change_model": ("Модель сменена", CHANGED),
    "enrolment.end": ("Участие завершено", STOPPED),
    "enrolment.withdraw": ("Запись отозвана", STOPPED),
    "enrolment.people": ("Названы участники", CHANGED),
    "curatorship.appoint": ("Назначен куратор", ADDED),
    "curatorship.release": ("Куратор освобождён", STOPPED),
    "curatorship.withdraw": ("Запись отозвана", STOPPED),
    "case.note": ("Запись в журнале", ADDED),
    "case.finish": ("Шаг сделан", DONE),
    "case.remove": ("Запись снята", STOPPED),
    # Teams.
    "team.found": ("Команда записана", ADDED),
    "team.change": ("Команда изменена", CHANGED),
    "team.close": ("Команда завершила работу", STOPPED),
    "team.withdraw": ("Запись отозвана", STOPPED),
    "team.join": ("Введены в состав", ADDED),
    "team.role": ("Роль в команде изменена", CHANGED),
    "team.leave": ("Выведен(а) из состава", STOPPED),
    "team.meeting": ("Намечено заседание", ADDED),
    "team.minutes": ("Записан протокол заседания", CHANGED),
    "team.keep_minutes": ("Приложен протокол", ADDED),
    "team.remove_meeting": ("Заседание снято", STOPPED),
    "activity.plan": ("Мероприятие намечено", ADDED),
    "activity.change": ("Мероприятие изменено", CHANGED),
    "activity.hold": ("Отмечено проведённым", DONE),
    "activity.cancel": ("Мероприятие отменено", STOPPED),
    "activity.withdraw": ("Запись отозвана", STOPPED),
    "activity.add_people": ("Внесены участники", CHANGED),
    "activity.mark": ("Отмечено, кто пришёл", CHANGED),
    "activity.remove_person": ("Участник убран из списка", CHANGED),
    "activity.check_in": ("Участник отметился по коду", CHANGED),
    "activity.attach": ("Приложен файл", ADDED),
    "activity.detach": ("Файл убран", BACK),
    "activity.minutes": ("Записан протокол", CHANGED),
    "series.end": ("Серия отменена", STOPPED),
    "lesson_visit.fill": ("Заполнен лист посещения урока", ADDED),
    "lesson_visit.withdraw": ("Лист посещения отозван", STOPPED),
    # Pupils: the words name nobody.
    "pupil.enter": ("Внесён ученик", ADDED),
    "pupil.rename": ("Имя ученика исправлено", CHANGED),
    "pupil.move": ("Изменён класс ученика", CHANGED),
    "pupil.leave": ("Ученик выбыл", STOPPED),
    "pupil.tutor": ("Назначен тьютор", ADDED),
    "pupil.tutor_end": ("Закончена работа тьютора", STOPPED),
    "teacher_class.give": ("Класс открыт учителю", ADDED),
    "teacher_class.take": ("Класс закрыт для учителя", STOPPED),
    "pupils.load": ("Школа загрузила таблицу об учениках", ADDED),
    "pupils.take_results": ("Школа взяла баллы за задания по кодам участников", ADDED),
    "pupils.anonymise": ("Обезличены сведения, срок хранения которых истёк", STOPPED),
    "pupil_risk.confirm": ("Риск подтверждён", CHANGED),
    "pupil_risk.dismiss": ("Сигнал снят", STOPPED),
    "pupil_plan.draft": ("Составлен проект маршрута", ADDED),
    "pupil_plan.edit": ("Проект маршрута изменён", CHANGED),
    "pupil_plan.approve": ("Маршрут утверждён", DONE),
    "pupil_plan.step": ("Проведено занятие маршрута", CHANGED),
    "pupil_plan.check": ("Записан результат среза", CHANGED),
    "pupil_plan.parents": ("Родители ознакомлены", CHANGED),
    "pupil_plan.close": ("Маршрут завершён", DONE),
    "pupil_plan.withdraw": ("Маршрут отозван", STOPPED),
    "pupil_plan.link": ("Дана ссылка для родителей", ADDED),
    "pupil_plan.unlink": ("Ссылка для родителей закрыта", STOPPED),
    "extra_lessons.plan": ("Запланированы занятия", ADDED),
    "extra_lessons.mark": ("Отмечена посещаемость", CHANGED),
    "extra_lessons.close": ("Занятия завершены", DONE),
    "extra_lessons.withdraw": ("Занятия отменены", STOPPED),
    "prevention_check.answer": ("Заполнен проверочный лист профилактики", CHANGED),
    # What carries measures out.
    "edition.bind": ("Предложено, чем исполняются мероприятия", ADDED),
    "binding.confirm": ("Подтверждено, чем исполняется", DONE),
    "binding.set": ("Изменено, чем исполняется", CHANGED),
    "binding.none": ("Исполняется отчётом", CHANGED),
    "obligation.undo": ("Исполнение отменено: запись отозвана", BACK),
    "verdict.overrule": ("Проверка обещания решена человеком", CHANGED),
    "report.write": ("Написан отчёт", ADDED),
    "report.approve": ("Отчёт утверждён", DONE),
    "report.withdraw": ("Отчёт отозван", STOPPED),
    "analysis.write": ("Написан анализ", ADDED),
    "analysis.approve": ("Анализ утверждён", DONE),
    "analysis.withdraw": ("Анализ отозван", STOPPED),
    "calendar.declare": ("Изменён производственный календарь", CHANGED),
}
NAMES = {
    "state": "состояние",
    "status": "состояние",
    "name": "название",
    "short_name": "краткое наименование",
    "kind": "вид",
    "aliases": "другие названия",
    "address": "адрес",
    "pupils": "учеников",
    "closed_on": "закрыта с",
    "role": "роль",
    "post": "должность",
    "since": "с какого дня",
    "until": "по какой день",
    "title": "название",
    "number": "номер",
    "date": "дата",
    "start": "начало",
    "end": "окончание",
    "text": "текст",
    "report": "отчёт",
    "deadline_text": "срок",
    "responsible_text": "ответственные",
    "due": "срок",
    "codes": "коды",
    "source": "откуда",
}
"""Fields that are shown; keys of other rows tell a reader nothing and are left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, in words."""

    look: Look
    words: str
    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]


def entries_of(events: Iterable[AuditEvent]) -> list[Entry]:
    """Write events in words; they come with ``by`` at hand."""
    return [_entry(event) for event in events]


def _entry(event: AuditEvent) -> Entry:
    words, look = ACTIONS.get(event.action, (f"Изменение «{event.action}»", CHANGED))
    return Entry(
        look=look,
        words=words,
        at=event.at,
        who=event.by.short_name if event.by else "система",
        reason=event.reason,
        changes=tuple(_changes(event.before, event.after)),
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterable[Change]:
    for name in [*before, *(name for name in after if name not in before)]:
        was, became = before.get(name), after.get(name)
        if name in NAMES and was != became:
            yield Change(NAMES[name], _value(was), _value(became))


def _value(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    text = str(value)
    return STATES[text].label if text in STATES else text
