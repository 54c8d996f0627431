-- One database, and in it for each service a schema, the role that owns it
-- (migrations run as SERVICE_owner) and the role that the service runs as
-- (SERVICE, which can't change the schema). No service can see another's.
--
-- Run by a superuser in the database, as often as you like. Passwords are not
-- set here: compose's and yours come from secrets, deploy/up's cluster has none
-- because its socket is in a directory of its own.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
DO $$
DECLARE
  service text;
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  FOREACH service IN ARRAY ARRAY['storage', 'ingest', 'query'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', service);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service || '_owner') THEN
      EXECUTE format('CREATE ROLE %I LOGIN', service || '_owner');
    END IF;
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I, %I',
                   current_database(), service, service || '_owner');
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, service || '_owner');
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, service);
    EXECUTE format('ALTER ROLE %I SET search_path = %I', service, service);
    EXECUTE format('ALTER ROLE %I SET search_path = %I', service || '_owner', service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I '
                   'GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO %I',
                   service || '_owner', service, service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I '
                   'GRANT USAGE, SELECT ON SEQUENCES TO %I',
                   service || '_owner', service, service);
  END LOOP;
END
$$;
