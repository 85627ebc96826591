-- The roles and the database of UCCMS, for psql 15 or later, as a superuser of the server:
--
--   UCCMS_OWNER_PASSWORD=... UCCMS_APP_PASSWORD=... psql -X -f uccms/database/roles.sql postgres
--
-- The embedded server runs this same file. Passwords come from the environment, so that they stand
-- neither on a command line nor in a history of commands.
\set ON_ERROR_STOP on
\getenv owner_password UCCMS_OWNER_PASSWORD
\getenv app_password UCCMS_APP_PASSWORD
SET log_min_error_statement = panic;
SET password_encryption = 'scram-sha-256';

-- Owns the database and every table; migrates.
CREATE ROLE uccms_owner LOGIN PASSWORD :'owner_password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- Runs: owns nothing, is a member of nothing.
CREATE ROLE uccms_app LOGIN PASSWORD :'app_password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- Owns the one redaction function. The owner is a member, so that a migration can hand it over.
CREATE ROLE uccms_redactor NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
GRANT uccms_redactor TO uccms_owner;

\set database uccms
\set template template0
\ir database.sql
