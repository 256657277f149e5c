"""How a state looks: class, icon, word. Colour never carries the meaning alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One state on a page: a class of the theme, a name of bootstrap-icons, a word."""

    css: str
    icon: str
    label: str


STATES = {
    "planned": Look("is-planned", icon="circle", label="Запланировано"),
    "in_work": Look("is-work", icon="circle-half", label="В работе"),
    "submitted": Look("is-check", icon="hourglass-split", label="На проверке"),
    "returned": Look("is-back", icon="arrow-counterclockwise", label="Возвращено"),
    "accepted": Look("is-ok", icon="check-circle-fill", label="Принято"),
    "waived": Look("is-off", icon="slash-circle", label="Снято"),
    "paused": Look("is-off", icon="pause-circle", label="Приостановлено"),
    # Of many obligations together.
    "late": Look("is-late", icon="exclamation-circle-fill", label="Просрочено"),
    "none": Look("is-off", icon="dash-circle", label="Обязательств нет"),
    # Roadmaps and their editions.
    "draft": Look("is-planned", icon="pencil", label="Черновик"),
    "on_approval": Look("is-check", icon="hourglass-split", label="На утверждении"),
    "entering": Look("is-check", icon="hourglass-split", label="Вступает в силу"),
    "in_force": Look("is-ok", icon="check-circle-fill", label="Действует"),
    "superseded": Look("is-off", icon="arrow-repeat", label="Заменена"),
    "closed": Look("is-off", icon="lock", label="Закрыта"),
    # Files that are read by machine.
    "queued": Look("is-planned", icon="circle", label="В очереди"),
    "reading": Look("is-work", icon="circle-half", label="Читается"),
    "ready": Look("is-check", icon="hourglass-split", label="Ждёт проверки"),
    "refused": Look("is-late", icon="exclamation-circle-fill", label="Не прочитан"),
    "confirmed": Look("is-ok", icon="check-circle-fill", label="Подтверждён"),
    "discarded": Look("is-off", icon="slash-circle", label="Отложен"),
}

SEVERITIES = {
    "error": Look("is-late", icon="exclamation-circle-fill", label="Ошибка"),
    "warning": Look("is-back", icon="exclamation-triangle-fill", label="Предупреждение"),
    "note": Look("is-work", icon="info-circle-fill", label="Заметка"),
}
