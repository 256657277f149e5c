#!/usr/bin/env bash
# Install from Debian what the tests need and the machine lacks: PostgreSQL, Chromium, Java, data of R.
set -eu

# Two public data sets stand only in Debian's packages of R; unpacked, they need no R and no root.
r_data=.cache/r
r_packages=(r-cran-survey r-cran-psychotools)
unpack_r_data() {
  local debs
  mkdir -p "$r_data"
  debs="$(mktemp -d)"
  # A fresh machine has no package lists; where we may not fetch them, the first try decides.
  (cd "$debs" && { apt-get download -qq "${r_packages[@]}" \
    || { apt-get update -qq && apt-get download -qq "${r_packages[@]}"; }; } >/dev/null 2>&1) \
    || return 1
  for deb in "$debs"/*.deb; do dpkg-deb -x "$deb" "$r_data"; done
  rm -r "$debs"
}
if [ ! -d "$r_data/usr/lib/R/site-library/psychotools" ]; then
  echo "apt-get download ${r_packages[*]}"
  unpack_r_data || echo "Нет доступа к пакетам Debian ${r_packages[*]}: сверки с их данными пропускаются." >&2
fi

# Spark is an extra: half a gigabyte that only its users, and the tests, need.
if ! .venv/bin/python -c "import pyspark" 2>/dev/null; then
  echo "uv sync --extra spark"
  .cache/uv/bin/uv sync --quiet --locked --inexact --extra spark \
    || echo "PySpark не установлен: проверки на Spark пропускаются." >&2
fi

missing=()
command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
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
