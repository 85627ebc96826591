CREATE TABLE audit_change (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_id bigint,
    database_role text NOT NULL,
    page text NOT NULL,
    request_id text NOT NULL,
    table_name text NOT NULL,
    row_key text NOT NULL,
    operation text NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
    before jsonb,
    after jsonb,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_change_row ON audit_change (table_name, row_key, at);
CREATE INDEX audit_change_actor ON audit_change (actor_id, at);

CREATE TABLE audit_event (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_id bigint,
    kind text NOT NULL CHECK (kind IN ('look', 'look_up', 'sign_in', 'sign_in_failed', 'sign_out', 'refused')),
    -- Numbers of records and ids of look-ups have a shape, so that no name or text can slip in here.
    subject text NOT NULL
        CHECK (subject ~ '^([A-Z][0-9]+|record|[0-9a-f]{32}|[0-9a-f-]{36}( duplicates)?)?$'),
    shown text[] NOT NULL DEFAULT '{}' CHECK (array_to_string(shown, ' ') ~ '^([A-Z][0-9]+( |$))*$'),
    page text NOT NULL,
    request_id text NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_event_subject ON audit_event (subject, at);
CREATE INDEX audit_event_actor ON audit_event (actor_id, at);
CREATE INDEX audit_event_shown ON audit_event USING gin (shown);

CREATE TABLE audit_change_rest PARTITION OF audit_change DEFAULT;
CREATE TABLE audit_event_rest PARTITION OF audit_event DEFAULT;
