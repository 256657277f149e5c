#!/usr/bin/env bash
# Install from Debian what the tests need and the machine lacks: PostgreSQL, Chromium.
set -eu

missing=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ -x /usr/bin/chromium ] || missing+=(chromium)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
[ ${#missing[@]} -eq 0 ] && exit 0

run=""
[ "$(id -u)" -eq 0 ] || run="sudo"
if [ -n "$run" ] && ! command -v sudo >/dev/null; then
  echo "Для проверок нужны пакеты Debian: ${missing[*]}. Установите их: apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "apt-get install ${missing[*]}"
$run apt-get update -qq
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
