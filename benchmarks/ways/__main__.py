"""``python -m benchmarks.ways WAY STORE YEAR``: seconds, peak memory, digest of the answer."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks.figures import peak_mb

way, store, year = sys.argv[1:]
module = import_module(f"benchmarks.ways.{way}")
began = time.perf_counter()
answer = module.answer(Path(store), int(year))
took, peak = time.perf_counter() - began, peak_mb()
text = json.dumps(sorted(answer), ensure_ascii=False)
print(took, peak, hashlib.sha256(text.encode()).hexdigest())
