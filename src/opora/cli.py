"""The command ``opora``: one group of commands a room, each imported when it is called."""

from __future__ import annotations

import typer

from opora import (
    cli_identify,
    cli_methodology,
    cli_platform,
    cli_reading,
    cli_refusals,
    cli_results,
    cli_store,
    cli_template,
)

app = typer.Typer(
    help="Опора: рабочее место муниципалитета для поддержки школ.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli_reading.register(app)
cli_results.register(app)
cli_store.register(app)
cli_template.register(app)
cli_methodology.register(app)
cli_identify.register(app)
cli_platform.register(app)


@app.callback()
def _opora() -> None:
    """Опора: рабочее место муниципалитета для поддержки школ."""


def main() -> None:
    """Run the command line; a command written wrongly is refused in Russian."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        typer.echo("Прервано.", err=True)
        code = 1
    except typer.TyperException as problem:
        cli_refusals.refuse(problem)
        code = cli_refusals.WRONG
    raise SystemExit(code or 0)
