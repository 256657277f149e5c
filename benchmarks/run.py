"""Run every benchmark, one after the other."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

for name in ("reading", "pages"):
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
