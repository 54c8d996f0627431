#!/bin/sh
# Makes Broadsheet's roles in the PostgreSQL of compose, or of deploy/kubernetes/overlays/small, each
# with the password that was made for it.
set -eu
umask 077
printf '*:*:*:*:%s\n' "$(cat /secrets/database/postgres)" >/tmp/pgpass
export PGPASSFILE=/tmp/pgpass
psql -v ON_ERROR_STOP=1 -q -f /deploy/roles.sql
for role in storage storage_owner ingest ingest_owner query query_owner; do
  # psql reads the password itself: it is in nobody's arguments.
  psql -v ON_ERROR_STOP=1 -q -v role="$role" <<'SQL'
\set password `cat /secrets/database/:role`
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
