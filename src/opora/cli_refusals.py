"""Refusals of the command line in Russian: Typer and the system know English only."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable

import typer

WRONG = 2
"""Exit code of a command that is written wrongly."""

_SENTENCES = (
    (r"No such command '(.+?)'\. Did you mean (.+)\?", "Команды «{0}» нет. Похожие: {1}."),
    (r"No such command '(.+)'\.", "Команды «{0}» нет."),
    (r"Missing command\.", "Не названа команда."),
    (r"No such option: (\S+) \(Possible options: (.+)\)", "Параметра {0} нет. Похожие: {1}."),
    (r"No such option: (\S+).*", "Параметра {0} нет."),
    (r"Missing option '(.+?)'\..*", "Не указан параметр {0}."),
    (r"Missing argument '(.+?)'\..*", "Не указано: {0}."),
    (r"Option '(.+)' requires an argument\.", "После параметра {0} нужно значение."),
    (r"Option '(.+)' does not take a value\.", "У параметра {0} нет значения."),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)", "Лишнее в команде: {0}."),
    (r"Invalid value for '(.+?)': (.+)", "Значение «{0}» не подходит: {1}."),
)
_REASONS = (
    (r".*valid integer.*", "нужно целое число"),
    (r".*valid number.*", "нужно число"),
    (r".*greater than or equal to (\S+)", "нужно не меньше {0}"),
    (r".*less than or equal to (\S+)", "нужно не больше {0}"),
    (r".*is not one of (.+?)\.?", "нужно одно из: {0}"),
    (r".*does not exist\.?", "такого файла или папки нет"),
    (r".*is a directory\.?", "это папка, нужен файл"),
    (r".*is a file\.?", "это файл, нужна папка"),
    (r"([^A-Za-z]*[А-Яа-яЁё].*?)\.?", "{0}"),
)
_UNOPENED = {
    errno.ENOENT: "такого файла нет",
    errno.EISDIR: "это папка",
    errno.ENOTDIR: "это файл, а не папка",
    errno.EACCES: "нет права его читать",
    errno.EPERM: "нет права его читать",
    errno.EROFS: "сюда нельзя писать",
    errno.ENOSPC: "на диске нет места",
    errno.ENAMETOOLONG: "имя слишком длинное",
}


def why_unopened(error: OSError) -> str:
    """Say why a file or a folder does not open; of what is rare, as the system says it."""
    return _UNOPENED.get(error.errno or 0, error.strerror or str(error))


def refuse(problem: typer.TyperException) -> None:
    """Print why a command is not run and where its help is; what is not known, as it is."""
    told = getattr(problem, "format_message", str)()
    sentence = in_russian(told)
    if sentence is None:
        getattr(problem, "show", lambda: typer.echo(told, err=True))()
        return
    context = getattr(problem, "ctx", None)
    path = context.command_path if context else "opora"
    typer.echo(f"{sentence} Справка: {path} --help", err=True)


def in_russian(told: str) -> str | None:
    """Say a refusal of Typer in Russian, None if it is not among those we know.

    Examples
    --------
    >>> in_russian("No such command 'serv'. Did you mean 'serve'?")
    'Команды «serv» нет. Похожие: serve.'
    >>> in_russian("Invalid value for '--port': Input should be a valid integer")
    'Значение «--port» не подходит: нужно целое число.'
    """
    flat = " ".join(told.split())
    found = _said(flat, _SENTENCES)
    if found is None:
        return None
    words, parts = found
    if "{1}" in words and "не подходит" in words:
        reason = _said(parts[1], _REASONS)
        parts[1] = reason[0].format(*reason[1]) if reason else "не того вида"
    return words.format(*(one.replace("'", "") for one in parts))


def _said(told: str, known: Iterable[tuple[str, str]]) -> tuple[str, list[str]] | None:
    for pattern, words in known:
        if found := re.fullmatch(pattern, told):
            return words, list(found.groups())
    return None
