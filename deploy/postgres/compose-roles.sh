#!/bin/sh
# Makes Broadsheet's roles in compose's PostgreSQL, each with PGPASSWORD's
# password.
set -eu
psql -v ON_ERROR_STOP=1 -q -f /deploy/roles.sql
for role in storage storage_owner ingest ingest_owner query query_owner; do
  psql -v ON_ERROR_STOP=1 -q -v role="$role" -v password="$PGPASSWORD" <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
