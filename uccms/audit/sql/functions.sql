-- Makes the partitions of this month and the next twelve. Anyone may call it: it adds nothing else.
CREATE OR REPLACE FUNCTION audit_make_partitions() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    parent text;
    month timestamptz := date_trunc('month', now(), 'UTC');
    name text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_make_partitions'));
    FOR step IN 0..12 LOOP
        FOREACH parent IN ARRAY ARRAY['audit_change', 'audit_event'] LOOP
            name := parent || to_char(month AT TIME ZONE 'UTC', '"_"YYYY"_"MM');
            IF to_regclass('public.' || quote_ident(name)) IS NULL THEN
                EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                               name, parent, month, month + interval '1 month');
                made := made + 1;
            END IF;
        END LOOP;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END $$;

-- The one trigger of the history. Arguments: the key's column, then the columns that are left out.
CREATE OR REPLACE FUNCTION audit_record_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    old_row jsonb;
    new_row jsonb;
    changed text[];
    hidden text[] := TG_ARGV[1]::text[];
    key text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        new_row := to_jsonb(NEW);
        key := new_row ->> TG_ARGV[0];
        new_row := new_row - hidden;
    ELSIF TG_OP = 'DELETE' THEN
        old_row := to_jsonb(OLD);
        key := old_row ->> TG_ARGV[0];
        old_row := old_row - hidden;
    ELSE
        old_row := to_jsonb(OLD);
        new_row := to_jsonb(NEW);
        key := old_row ->> TG_ARGV[0];
        SELECT array_agg(o.key) INTO changed FROM jsonb_each(old_row) o
         WHERE o.value IS DISTINCT FROM new_row -> o.key;
        IF changed IS NULL THEN
            RETURN NULL;
        END IF;
        SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
          INTO old_row, new_row
          FROM jsonb_each(old_row) o WHERE o.key = ANY (changed) AND o.key <> ALL (hidden);
    END IF;
    INSERT INTO audit_change (actor_id, database_role, page, request_id, table_name, row_key, operation, before, after)
    VALUES (nullif(current_setting('uccms.actor', true), '')::bigint, session_user,
            coalesce(current_setting('uccms.page', true), ''), coalesce(current_setting('uccms.request', true), ''),
            TG_TABLE_NAME, key, lower(TG_OP), old_row, new_row);
    RETURN NULL;
END $$;

-- One look, sign-in or refusal, under whoever acts in this transaction.
CREATE OR REPLACE FUNCTION audit_record_event(kind text, subject text, shown text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO audit_event (actor_id, kind, subject, shown, page, request_id)
    VALUES (nullif(current_setting('uccms.actor', true), '')::bigint, kind, subject, shown,
            coalesce(current_setting('uccms.page', true), ''), coalesce(current_setting('uccms.request', true), ''));
$$;

-- One look-up is typed letter by letter; all that it showed is one row, under the look-up's own id.
CREATE OR REPLACE FUNCTION audit_record_look_up(look_up text, numbers text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    actor bigint := nullif(current_setting('uccms.actor', true), '')::bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('look_up' || look_up, coalesce(actor, 0)));
    UPDATE audit_event e
       SET shown = (SELECT coalesce(array_agg(DISTINCT n), '{}') FROM unnest(e.shown || numbers) n)
     WHERE e.actor_id = actor AND e.kind = 'look_up' AND e.subject = look_up AND e.at > now() - interval '1 hour';
    IF NOT FOUND THEN
        INSERT INTO audit_event (actor_id, kind, subject, shown, page, request_id)
        VALUES (actor, 'look_up', look_up, numbers, coalesce(current_setting('uccms.page', true), ''),
                coalesce(current_setting('uccms.request', true), ''));
    END IF;
END $$;
