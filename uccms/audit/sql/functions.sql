-- Makes the partitions of this month and the next twelve, and of any month that has rows in the default
-- partition, which are moved. Returns how many it made. Anyone may call it: it adds nothing else.
-- A partition is made apart and attached: CREATE … PARTITION OF would stop everybody who reads the table.
CREATE OR REPLACE FUNCTION audit_make_partitions() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s' AS $$
DECLARE
    parent text;
    name text;
    month timestamptz;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_make_partitions'));
    FOREACH parent IN ARRAY ARRAY['audit_change', 'audit_event'] LOOP
        FOR month IN EXECUTE format(
            'SELECT date_trunc(''month'', now()) + step * interval ''1 month'' FROM generate_series(0, 12) step'
            ' UNION SELECT DISTINCT date_trunc(''month'', at) FROM public.%I ORDER BY 1', parent || '_rest')
        LOOP
            name := parent || to_char(month, '"_"YYYY"_"MM');
            CONTINUE WHEN to_regclass('public.' || quote_ident(name)) IS NOT NULL;
            EXECUTE format('LOCK TABLE public.%I IN ACCESS EXCLUSIVE MODE', parent || '_rest');
            EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                           name, parent);
            EXECUTE format('WITH moved AS (DELETE FROM public.%I WHERE at >= %L AND at < %L RETURNING *)'
                           ' INSERT INTO public.%I SELECT * FROM moved',
                           parent || '_rest', month, month + interval '1 month', name);
            EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                           parent, name, month, month + interval '1 month');
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

-- How many rows stand in the default partitions: none, unless the partitions' job has not run for a year.
CREATE OR REPLACE FUNCTION audit_rest() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (SELECT count(*) FROM audit_change_rest) + (SELECT count(*) FROM audit_event_rest);
$$;

-- The one trigger of the history. Arguments: the key's column, the columns whose values are left out, and those
-- that the database copies from another row, in whose history they are.
CREATE OR REPLACE FUNCTION audit_record_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    old_row jsonb;
    new_row jsonb;
    hidden text[] := TG_ARGV[1]::text[];
    mirrored text[] := coalesce(TG_ARGV[2]::text[], '{}');
    key text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        new_row := to_jsonb(NEW);
        key := new_row ->> TG_ARGV[0];
        new_row := new_row - hidden - mirrored;
    ELSIF TG_OP = 'DELETE' THEN
        old_row := to_jsonb(OLD);
        key := old_row ->> TG_ARGV[0];
        old_row := old_row - hidden - mirrored;
    ELSE
        old_row := to_jsonb(OLD) - mirrored;
        new_row := to_jsonb(NEW);
        key := old_row ->> TG_ARGV[0];
        -- Only what changed. That a secret changed is written; what it was is not.
        SELECT jsonb_object_agg(c.key, CASE WHEN c.key = ANY (hidden) THEN 'null' ELSE c.was END),
               jsonb_object_agg(c.key, CASE WHEN c.key = ANY (hidden) THEN 'null' ELSE c.became END)
          INTO old_row, new_row
          FROM (SELECT o.key, o.value AS was, new_row -> o.key AS became FROM jsonb_each(old_row) o) c
         WHERE c.was IS DISTINCT FROM c.became;
        IF old_row IS NULL THEN
            RETURN NULL;
        END IF;
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
        VALUES (actor, 'look_up', look_up, (SELECT coalesce(array_agg(DISTINCT n), '{}') FROM unnest(numbers) n),
                coalesce(current_setting('uccms.page', true), ''),
                coalesce(current_setting('uccms.request', true), ''));
    END IF;
END $$;
