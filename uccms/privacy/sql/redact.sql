-- The one way to take something out of the record: blanks the named personal columns of the rows with these
-- keys, in the table and in all their past, and writes down that it did. It keeps who, when and which.
-- Belongs to uccms_redactor, so that no other role can blank history.
CREATE OR REPLACE FUNCTION privacy_redact(target text, keys text[], names text[], basis text, reason text)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    personal text[];
    assignments text;
    key_column text;
    blanked integer;
BEGIN
    IF coalesce(basis, '') = '' OR coalesce(reason, '') = '' THEN
        RAISE EXCEPTION 'A redaction needs a legal basis and a reason.';
    END IF;
    SELECT array_agg(c.column_name) INTO personal FROM privacy_column c
     WHERE c.table_name = target AND c.about_customers AND (names IS NULL OR c.column_name = ANY (names));
    IF personal IS NULL OR (names IS NOT NULL AND cardinality(personal) <> cardinality(names)) THEN
        RAISE EXCEPTION 'Only what the register calls personal can be redacted.';
    END IF;
    SELECT a.attname INTO key_column FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
     WHERE i.indrelid = ('public.' || quote_ident(target))::regclass AND i.indisprimary;
    SELECT string_agg(format('%I = %s', a.attname,
               CASE WHEN NOT a.attnotnull THEN 'NULL'
                    WHEN t.typname IN ('text', 'varchar', 'bpchar') THEN ''''''
                    WHEN t.typname IN ('jsonb', 'json') THEN '''{}'''
                    ELSE quote_ident(a.attname) END), ', ')
      INTO assignments
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = ('public.' || quote_ident(target))::regclass AND a.attname = ANY (personal);
    EXECUTE format('UPDATE public.%I SET %s WHERE %I::text = ANY ($1)', target, assignments, key_column) USING keys;
    GET DIAGNOSTICS blanked = ROW_COUNT;
    -- After the row, because the row's own change was written into the history a moment ago.
    UPDATE audit_change c
       SET before = privacy_blank(c.before, personal), after = privacy_blank(c.after, personal)
     WHERE c.table_name = target AND c.row_key = ANY (keys)
       AND (c.before ?| personal OR c.after ?| personal);
    INSERT INTO privacy_redaction (at, actor_id, table_name, row_keys, column_names, basis, reason)
    VALUES (clock_timestamp(), nullif(current_setting('uccms.actor', true), '')::bigint,
            target, keys, personal, basis, reason);
    RETURN blanked;
END $$;

CREATE OR REPLACE FUNCTION privacy_blank(image jsonb, names text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN image IS NULL THEN NULL ELSE
        (SELECT coalesce(jsonb_object_agg(e.key, CASE WHEN e.key = ANY (names) THEN 'null'::jsonb ELSE e.value END), '{}')
           FROM jsonb_each(image) e) END;
$$;
