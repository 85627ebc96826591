-- The one way to take something out of the record: blanks the named personal columns of the rows with these
-- keys, what is derived from them in the same row, and all their past, and writes down that it did. Without
-- names it blanks all of them. It keeps who, when and which.
-- Belongs to uccms_redactor, so that no other role can blank history.
CREATE OR REPLACE FUNCTION privacy_redact(target text, keys text[], names text[], basis text, reason text)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    personal text[];
    relation regclass;
    key_column text;
    key_type text;
    assignments text;
    unblankable text;
    blanked integer;
BEGIN
    IF coalesce(btrim(basis), '') = '' OR coalesce(btrim(reason), '') = '' THEN
        RAISE EXCEPTION 'A redaction needs a legal basis and a reason.';
    END IF;
    SELECT array_agg(c.column_name::text ORDER BY c.column_name) INTO personal FROM privacy_column c
     WHERE c.table_name = target AND c.redactable
       AND (names IS NULL OR c.column_name = ANY (names) OR c.copy_of = ANY (names));
    IF personal IS NULL OR NOT personal @> coalesce(names, '{}') THEN
        RAISE EXCEPTION 'Only what the register calls personal can be redacted.';
    END IF;
    relation := ('public.' || quote_ident(target))::regclass;
    SELECT a.attname, format_type(a.atttypid, NULL) INTO key_column, key_type FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
     WHERE i.indrelid = relation AND i.indisprimary;
    -- A text in a unique index becomes a word of its own for each row: two rows may be blanked.
    SELECT string_agg(format('%I = %s', a.attname,
               CASE WHEN NOT a.attnotnull THEN 'NULL'
                    WHEN t.typname IN ('json', 'jsonb') OR t.typcategory = 'A' THEN '''{}'''
                    WHEN u.attnum IS NOT NULL THEN format('''(removed '' || %I || '')''', key_column)
                    ELSE '''''' END), ', '),
           string_agg(a.attname, ', ') FILTER (WHERE a.attnotnull
               AND t.typname NOT IN ('json', 'jsonb') AND t.typcategory NOT IN ('A', 'S'))
      INTO assignments, unblankable
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN (SELECT DISTINCT ON (i.indexrelid) p.attnum
                   FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(attnum, place), pg_attribute p
                  WHERE i.indrelid = relation AND i.indisunique AND p.attrelid = relation
                    AND p.attnum = k.attnum AND p.attname = ANY (personal)
                  ORDER BY i.indexrelid, k.place) u ON u.attnum = a.attnum
     WHERE a.attrelid = relation AND a.attname = ANY (personal);
    IF unblankable IS NOT NULL THEN
        RAISE EXCEPTION 'These columns cannot be blank: %.', unblankable;
    END IF;
    EXECUTE format('UPDATE %s SET %s WHERE %I = ANY ($1::%s[])', relation, assignments, key_column, key_type)
      USING keys;
    GET DIAGNOSTICS blanked = ROW_COUNT;
    -- After the row, because the row's own change was written into the history a moment ago.
    UPDATE audit_change c
       SET before = privacy_blank(c.before, personal), after = privacy_blank(c.after, personal)
     WHERE c.table_name = target AND c.row_key = ANY (keys)
       AND (c.before ?| personal OR c.after ?| personal);
    INSERT INTO privacy_redaction (at, actor_id, database_role, table_name, row_keys, column_names, basis, reason)
    VALUES (clock_timestamp(), nullif(current_setting('uccms.actor', true), '')::bigint, session_user,
            target, keys, personal, basis, reason);
    RETURN blanked;
END $$;

CREATE OR REPLACE FUNCTION privacy_blank(image jsonb, names text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN image IS NULL THEN NULL ELSE
        (SELECT coalesce(jsonb_object_agg(e.key, CASE WHEN e.key = ANY (names) THEN 'null'::jsonb ELSE e.value END), '{}')
           FROM jsonb_each(image) e) END;
$$;
