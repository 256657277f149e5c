"""``opora synthesize``: an invented region, its files and the truth about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opora.cli_identify.refusing import refuse, working
from opora.cli_refusals import why_unopened


def synthesize(  # noqa: PLR0913 — one option a property of the region
    *,
    schools: Annotated[int, typer.Option("--schools", min=1, max=40_000, help="Сколько школ.")],
    years: Annotated[int, typer.Option("--years", min=1, max=10, help="За сколько лет.")],
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Одно зерно — одни и те же файлы.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Пустая или новая папка для файлов.")],
    last_year: Annotated[int, typer.Option("--last-year", min=2019, max=2035)] = 2025,
    heaping: Annotated[
        float, typer.Option("--heaping", min=0, max=1, help="Доля школ с завышением у границ.")
    ] = 0.0,
    layouts: Annotated[
        list[str] | None,
        typer.Option(
            "--layouts", help="Какие раскладки писать; без него — все. Можно несколько."
        ),
    ] = None,
) -> None:
    """Создать вымышленный регион: файлы результатов и отдельно правда о школах."""
    from opora.results.synthesis import LAYOUTS, Region, UnknownLayout, write_region

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        refuse(f"Папка «{out}» не пуста: укажите новую.")
    asked = Region(schools, tuple(range(last_year - years + 1, last_year + 1)), seed, heaping)
    try:
        with working("Пишу файлы"):
            written = write_region(asked, out, layouts=layouts)
    except UnknownLayout as unknown:
        refuse(f"Раскладки «{unknown}» нет. Есть: {', '.join(LAYOUTS)}.")
    except OSError as error:
        refuse(f"Папка «{out}» не открывается для записи: {why_unopened(error)}.")
    for path in written:
        typer.echo(str(path))
