#!/usr/bin/env bash
# Everything the README promises: checks, the suite on both databases, the browser.
set -eu

make --no-print-directory check
echo "== SQLite, without the browser"
.venv/bin/pytest -q -n 2 -m "not browser"
echo "== PostgreSQL: everything that touches the database"
OPORA_DATABASE="$OPORA_TEST_POSTGRES" .venv/bin/pytest -q -n 2 \
  tests/domain tests/web tests/api tests/reports tests/isolation tests/wrong_input \
  -m "not browser and not slow"
echo "== Chromium"
.venv/bin/pytest -q -m browser
