#!/usr/bin/env bash
# tests/postgres.sh COMMAND...: run it with TEST_DATABASE_URL set to a PostgreSQL cluster that lives as long as it does.
set -euo pipefail
programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d)
password=$(openssl rand -hex 16)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
stop() {
  as_postgres "$programs/pg_ctl" -D "$folder/data" -m immediate stop > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

echo "$password" > "$folder/password"
[ "$(id -u)" -ne 0 ] || chown -R postgres "$folder"
as_postgres "$programs/initdb" -D "$folder/data" -U tests --pwfile="$folder/password" --auth=scram-sha-256 \
  --encoding=UTF8 --locale=C.UTF-8 --no-sync > /dev/null
# Nothing here has to survive a power cut, so nothing waits for the disk.
as_postgres "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-p $port -c listen_addresses=127.0.0.1 -k $folder -c fsync=off -c full_page_writes=off -c synchronous_commit=off" \
  start > /dev/null || { cat "$folder/log" >&2; exit 1; }
TEST_DATABASE_URL=postgresql://tests:$password@127.0.0.1:$port/postgres "$@"
