-- One database with the rights of its roles: psql variables `database` and `template`.
\set ON_ERROR_STOP on
CREATE DATABASE :"database" OWNER uccms_owner TEMPLATE :"template" ENCODING 'UTF8';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO uccms_app;
\connect :"database"
ALTER SCHEMA public OWNER TO uccms_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO uccms_app, uccms_redactor;
