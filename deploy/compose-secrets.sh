#!/bin/sh
# Makes what compose's containers keep from each other, where it is not there yet: a password
# for each role of the database, a token for each service that calls another, and a certificate for
# each that is called; those that end within months are made anew. Each file is in a volume that only
# those have who need it, and only their user can read it.
#
#   /secrets/database   passwords of all roles, for PostgreSQL and the migrations
#   /secrets/SERVICE    its password, its token and its certificate
#   /secrets/callers    the list of who may call ("broadsheet tokens")
#   /secrets/authority  the CA, for nobody but this
set -eu
umask 077
callers=/secrets/callers/callers
postgres=999 # the user of the postgres image
broadsheet=$(id -u broadsheet):$(id -g broadsheet)

# put FILE USER: what comes on standard input, for that user alone.
put() {
  cat >"$1.new"
  chmod 0400 "$1.new"
  chown "$2" "$1.new"
  mv "$1.new" "$1"
}

new_password() { head -c 24 /dev/urandom | base64; }

# password USER FILE…: the same in all of them, new unless all are there.
password() {
  user=$1
  shift
  for file in "$@"; do [ -e "$file" ] || missing=1; done
  [ -n "${missing-}" ] || return 0
  missing=
  password=$(new_password)
  for file in "$@"; do echo "$password" | put "$file" "$user"; done
}

# token SERVICE ROLE: what SERVICE calls others with.
token() {
  [ ! -e "/secrets/$1/token" ] || return 0
  broadsheet tokens revoke "$1" --callers-file "$callers" >/dev/null 2>&1 || true
  token=$(broadsheet tokens create "$1" --role "$2" --requests-per-minute unlimited \
    --bytes-per-minute unlimited --open-streams unlimited --callers-file "$callers")
  echo "$token" | put "/secrets/$1/token" "$broadsheet"
}

password "$postgres" /secrets/database/postgres
for service in storage ingest query; do
  password "$broadsheet" "/secrets/database/${service}_owner"
  password "$broadsheet" "/secrets/database/$service" "/secrets/$service/password"
done
token ingest admin
token query reader
token web reader
chown "$broadsheet" "$callers" "$(dirname "$callers")"
/deploy/certificates /secrets
for service in storage ingest query web; do
  chown "$broadsheet" "/secrets/$service"/*.pem
done
