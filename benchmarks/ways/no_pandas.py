"""Importing this keeps pandas out of the process.

An installation of the product has none; here a peer needs it, and pyarrow would load it, a
second of waiting and 60 MB, wherever it finds it.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


sys.meta_path.insert(0, _NoPandas())
