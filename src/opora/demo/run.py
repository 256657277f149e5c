"""Run the demo: its own data folder, built once, then served."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from rich.console import Console


def run_demo(*, port: int, reset: bool) -> None:
    """Build the demo if it is not there, then serve it on a port until interrupted."""
    folder = Path(os.environ.get("OPORA_VAR", "var")).resolve() / "demo"
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    os.environ |= {
        "OPORA_VAR": str(folder),
        "OPORA_DEMO": "1",
        "OPORA_ADDRESS": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "opora.config.settings",
    }
    folder.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    _build(Console(stderr=True))
    from opora.config import server

    server.serve(host="127.0.0.1", port=port, workers=2)


def _build(console: Console) -> None:
    """Prepare the database and fill it in one transaction: half a demo is never left."""
    from django.conf import settings
    from django.db import transaction
    from django.utils.timezone import localdate

    from opora.config import server
    from opora.demo.build import build, is_built

    console.print("Опора, пример: база данных и файлы страниц")
    server.prepare()
    if not is_built():
        with transaction.atomic():
            for step in build(localdate()):
                console.print(f"  {step}")
    console.print(f"Готово: {settings.SITE_ADDRESS}")
    console.print("На странице входа — учётные записи всех ролей. Остановить: Ctrl+C")
