"""Carry out every measure of the five seeds through the services of the pages, and say how.

A line a measure: what it is bound to, whether the obligation was fulfilled by its entries, what
the check of evidence found, how the indicators that it prints moved. Then a line for each
indicator of the document: what it was, what it became, by which work. Then the figures. Works
in a temporary folder; exit status 1 if a measure was not carried out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="opora-measures-"))
os.environ["OPORA_VAR"] = str(FOLDER)
os.environ.pop("OPORA_DATABASE", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "opora.config.settings"

import django  # noqa: E402  # the folder of data is chosen first
from django.conf import settings  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402  # the apps are ready now
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from measuring import seeds, walking  # noqa: E402

from opora.demo import district as district_of  # noqa: E402


def main() -> int:
    """Walk through the documents and print the lines and the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", help="имя документа: kosa, gubakha, …")
    parser.add_argument("--row", type=int, help="одна строка документа")
    parser.add_argument("--demo", action="store_true", help="документы примера, не ../shared")
    wanted = parser.parse_args()
    began = time.perf_counter()
    template = _template()
    total = walking.Figures()
    for document in seeds.documents(of_demo=wanted.demo):
        if not wanted.only or document.name in wanted.only:
            _fresh(template)
            total.add(walking.walk(document, district_of.settle(), only=wanted.row))
    sys.stdout.write(f"\n{total.lines()}\nfigure measures_seconds "
                     f"{time.perf_counter() - began:.0f}\n")  # fmt: skip
    return 0 if total.executable == total.measures else 1


def _template() -> Path:
    """Make the tables once, from the models as tests do; each document begins with a copy."""
    settings.MIGRATION_MODULES = {one.label: None for one in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    connection.close()
    made = Path(settings.DATABASES["default"]["NAME"])
    kept = made.with_suffix(".empty")
    shutil.copy(made, kept)
    return kept


def _fresh(template: Path) -> None:
    connection.close()
    made = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("-wal", "-shm"):
        Path(f"{made}{suffix}").unlink(missing_ok=True)
    shutil.copy(template, made)
    shutil.rmtree(settings.OPORA_STORES, ignore_errors=True)


if __name__ == "__main__":
    try:
        status = main()
    finally:
        connection.close()
        shutil.rmtree(FOLDER, ignore_errors=True)
    sys.exit(status)
