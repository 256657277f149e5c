#!/usr/bin/env bash
# Run a command with a PostgreSQL of its own in a temporary folder; OPORA_TEST_POSTGRES names it.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d /tmp/opora-postgres.XXXXXX)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as=()
if [ "$(id -u)" -eq 0 ]; then  # the server refuses to run as root
  chown postgres "$folder"
  as=(runuser -u postgres --)
fi
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap "exit 143" TERM INT
cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U opora -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
# Nothing here outlives the tests: no waiting for the disk, no care for a crash or for growth.
cat >>"$folder/data/postgresql.conf" <<'SETTINGS'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
jit = off
SETTINGS
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-p $port -k $folder -h 127.0.0.1" start >/dev/null
cd "$OLDPWD"
OPORA_TEST_POSTGRES="postgres://opora@127.0.0.1:$port/postgres" "$@"
