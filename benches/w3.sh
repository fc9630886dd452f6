#!/bin/sh
# The import of the speed kit: $1 is the CSV, $2 the database, $3 where the table goes. From `cd` to the checkout.
set -eu
cd "$(dirname "$0")/.."
export DATABASE_URL="sqlite:$2" KLANTSTEM_CONFIG=benches/config/NORMAL.toml
t0=$(date +%s.%N)
target/release/klantstem import --source survey "$1" >/dev/null
t1=$(date +%s.%N)
target/release/klantstem report --by department,month --format csv --period 2024-01-01..2025-12-31 |
  sed -e 1d -e "s/^hr,/HR,/" -e "s/^./\U&/" | LC_ALL=C sort >"$3"
t2=$(date +%s.%N)
awk "BEGIN { printf \"{\\\"import_s\\\":%.3f,\\\"query_s\\\":%.3f}\\n\", $t1 - $t0, $t2 - $t1 }" >&2
