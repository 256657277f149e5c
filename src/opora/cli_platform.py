"""Commands of the platform: serve, worker, demo, backup, restore, the first user."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

Port = Annotated[int, typer.Option(help="Порт, на котором отвечает сайт.", min=1, max=65535)]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(help="Запустить сайт; база сперва приводится в порядок.")(serve)
    app.command(help="Запустить исполнителя заданий отдельно от сервера.")(worker)
    app.command(help="Запустить пример: придуманный округ, два года работы, все роли.")(demo)
    app.command(help="Снять копию базы и файлов в один файл.")(backup)
    app.command(help="Вернуть копию в пустую установку.")(restore)
    app.command("first-user", help="Завести первого координатора в пустой системе.")(first_user)


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")
    import django

    django.setup()


def serve(
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="Адрес, на котором отвечает сайт.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Процессов сервера.", min=1)] = 2,
    *,
    with_worker: Annotated[bool, typer.Option(help="Запустить и исполнителя заданий.")] = True,
) -> None:
    """Run the site; the database is brought in step first."""
    _setup()
    from opora.config import server

    server.prepare()
    typer.echo(f"Опора: http://{host}:{port} (остановить: Ctrl+C)")
    server.serve(host=host, port=port, workers=workers, with_worker=with_worker)


def worker() -> None:
    """Run the worker of jobs alone, beside servers started without it."""
    _setup()
    from django.core.management import call_command

    call_command("qcluster")


def demo(
    port: Port = 8000,
    *,
    reset: Annotated[bool, typer.Option("--reset", help="Начать пример заново.")] = False,
) -> None:
    """Run a site with a fictional district, two years of work and a user for each role."""
    from opora.demo.run import run_demo

    run_demo(port=port, reset=reset)


def backup(target: Annotated[Path, typer.Argument(help="Куда записать копию.")]) -> None:
    """Write the database and the files into one archive, while the site works."""
    _setup()
    from django.utils.timezone import now

    from opora.config import backup as copies

    try:
        count = copies.back_up(target, at=now())
    except copies.BackupRefused as refusal:
        raise SystemExit(str(refusal)) from refusal
    typer.echo(f"Копия снята: {target}, файлов {count}.")


def restore(source: Annotated[Path, typer.Argument(help="Файл копии.", exists=True)]) -> None:
    """Put an archive back into an empty installation."""
    _setup()
    from opora.config import backup as copies

    try:
        count = copies.restore(source)
    except copies.BackupRefused as refusal:
        raise SystemExit(str(refusal)) from refusal
    typer.echo(f"Копия восстановлена: файлов {count}. Запустите: opora serve")


def first_user(
    email: Annotated[str, typer.Option(help="Адрес почты, с ним входят.")],
    organisation: Annotated[str, typer.Option(help="Управление образования, полностью.")],
    territory: Annotated[str, typer.Option(help="Муниципалитет.")],
    region: Annotated[str, typer.Option(help="Регион.")],
) -> None:
    """Create the first coordinator of an empty installation; the password is asked for."""
    _setup()
    from opora.config.first_user import create

    password = typer.prompt(
        "Пароль (не короче 10 знаков)", hide_input=True, confirmation_prompt=True
    )
    typer.echo(
        create(
            email=email, password=password, organisation=organisation,
            territory=territory, region=region,
        )
    )  # fmt: skip
