"""DOC of Word 97 to 2003 → layout, through LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from opora.reading.formats import docx
from opora.reading.model import Layout
from opora.reading.refusals import BrokenFile, ToolMissing

CONVERSION_SECONDS = 20
"""LibreOffice starts in 2 to 5 seconds and converts an order in one more."""

_SAVE_AS = "Откройте документ в Word и сохраните его как .docx."


def read(content: bytes) -> Layout:
    """Convert to DOCX in a folder of our own, then read that."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ToolMissing(
            f"Это документ старого Word (.doc). {_SAVE_AS} Чтобы читать .doc, "
            "установите LibreOffice (libreoffice-writer).",
        )
    with tempfile.TemporaryDirectory(prefix="opora-doc-") as folder:
        converted = _convert(program, content, Path(folder))
    return replace(docx.read(converted), format="doc")


def _convert(program: str, content: bytes, folder: Path) -> bytes:
    """Run LibreOffice with a private profile, so that no other instance is in its way."""
    source = folder / "document.doc"
    source.write_bytes(content)
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=CONVERSION_SECONDS)
        return (folder / "out" / "document.docx").read_bytes()
    except (subprocess.SubprocessError, OSError) as fault:
        raise BrokenFile(f"Документ .doc не удалось преобразовать. {_SAVE_AS}") from fault
