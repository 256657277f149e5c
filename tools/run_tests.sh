#!/usr/bin/env bash
# Everything the README promises: checks, the suite on both databases, the browser.
set -eu

# Images often forbid Python to keep what it compiled; a hundred processes would compile it anew.
export PYTHONDONTWRITEBYTECODE=

log=$(mktemp)
make --no-print-directory check >"$log" 2>&1 &
checks=$!
trap 'kill "$checks" 2>/dev/null || true; rm -f "$log"' EXIT
echo "== Chromium, and the checks beside it: each takes a core"
.venv/bin/pytest -q -m browser
echo "== Checks"
if wait "$checks"; then cat "$log"; else cat "$log"; exit 1; fi

echo "== SQLite, without the browser"
.venv/bin/pytest -q -n 2 --dist worksteal -m "not browser"
echo "== PostgreSQL, by its migrations: what another database may answer differently (decision 15)"
OPORA_DATABASE="$OPORA_TEST_POSTGRES" .venv/bin/pytest -q -n 2 --dist worksteal --migrations \
  tests/domain tests/web tests/api tests/reports tests/isolation tests/wrong_input \
  -m "database and not browser and not slow and not embedded"
