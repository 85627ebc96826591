-- Customers, tickets and what belongs to them; `bench.size` is how many. Blank lines divide the statements.
-- exp(random() * ln(n + 1)) draws ranks as Zipf's law has them; random() ^ 3 lets a few customers call often.
INSERT INTO contacts_customer (id, name, company, name_folded, company_folded, version, created_at)
SELECT 20000 + g, name, company, lower(name), lower(company), 1, now() - interval '3 years'
FROM (
    SELECT d.g,
        CASE WHEN d.named < 0.96 THEN f.word || ' ' || l.word ELSE '' END AS name,
        CASE WHEN d.named >= 0.96 OR d.company < 0.3 THEN c.word || ' ' || t.word ELSE '' END AS company
    FROM (
        SELECT g, random() AS named, random() AS company,
            floor(exp(random() * ln(3001)))::int AS f, floor(exp(random() * ln(40001)))::int AS l,
            floor(exp(random() * ln(40001)))::int AS c, 1 + floor(random() * 25)::int AS t
        FROM generate_series(1, current_setting('bench.size')::int) g
    ) d
    JOIN bench_first f ON f.rank = d.f JOIN bench_last l ON l.rank = d.l
    JOIN bench_last c ON c.rank = d.c JOIN bench_trade t ON t.rank = d.t
) made ORDER BY g;

-- One in fifty shares the number of a library or a firm; one in a thousand, that of the largest firm.
INSERT INTO contacts_telephone (customer_id, kind, number, extension, reversed_digits)
SELECT customer_id, kind, '+1' || digits, extension, reverse(digits)
FROM (
    SELECT 20000 + d.g AS customer_id,
        CASE WHEN d.fax < 0.05 THEN 'fax' ELSE 'telephone' END AS kind,
        CASE WHEN d.shared < 0.001 THEN '7035550100'
            WHEN d.shared < 0.02 THEN '571555' || lpad((floor(random() * 400))::text, 4, '0')
            ELSE c.word || (2000000 + (d.g::bigint * 7919) % 8000000)::text END AS digits,
        CASE WHEN d.shared < 0.02 THEN (100 + floor(random() * 900))::int::text ELSE '' END AS extension
    FROM (
        SELECT g, random() AS shared, random() AS fax, random() AS there,
            floor(exp(random() * ln(41)))::int AS c
        FROM generate_series(1, current_setting('bench.size')::int) g
    ) d JOIN bench_code c ON c.rank = d.c
    WHERE d.there < 0.9 ORDER BY d.g
) made;

INSERT INTO contacts_emailaddress (customer_id, address, folded)
SELECT c.id, made.address, lower(made.address)
FROM contacts_customer c
JOIN (SELECT 20000 + g AS id, floor(exp(random() * ln(8)))::int AS d
    FROM generate_series(1, current_setting('bench.size')::int) g WHERE random() < 0.7) drawn ON drawn.id = c.id
JOIN bench_domain d ON d.rank = drawn.d,
LATERAL (SELECT replace(COALESCE(NULLIF(c.name_folded, ''), 'office'), ' ', '.') || (c.id % 1000) || '@' || d.word AS address) made;

INSERT INTO contacts_mailingaddress (customer_id, lines)
SELECT id, (id % 9000) || ' Main Street' || E'\n' || 'Springfield, VA 221' || lpad((id % 100)::text, 2, '0')
FROM contacts_customer WHERE id % 5 = 0;

CREATE TEMP TABLE bench_word AS
SELECT DISTINCT c.id AS customer_id, word
FROM contacts_customer c, regexp_split_to_table(c.name_folded || ' ' || c.company_folded, '[^a-z0-9]+') word
WHERE word <> '';

INSERT INTO contacts_nameword (word) SELECT DISTINCT word FROM bench_word ORDER BY word;

INSERT INTO contacts_customerword (word_id, customer_id)
SELECT w.id, b.customer_id FROM bench_word b JOIN contacts_nameword w USING (word) ORDER BY b.customer_id;

-- Two in a hundred are open or waiting, four fifths of these among the newest twentieth; of few tickets, more, so
-- that the pages of the queue are full.
CREATE TEMP TABLE bench_ticket AS
SELECT d.*, a.area_id, a.agents, t.id AS topic_id,
    now() - interval '3 years' * (1 - d.g::float8 / current_setting('bench.size')::int) - interval '1 hour' AS opened_at
FROM (
    SELECT g, random() < (CASE WHEN g > current_setting('bench.size')::int - greatest(current_setting('bench.size')::int / 20, 1000) THEN 0.32 ELSE 0.0042 END) AS unresolved,
        width_bucket(random(), (SELECT array_agg(low ORDER BY at) FROM bench_area)) AS area_at,
        CASE WHEN random() < 0.9 THEN 20000 + ceil(current_setting('bench.size')::int * random() ^ 3)::int END AS customer_id,
        random() AS assigned, random() AS forwarded, random() AS waits, random() AS promised, random() AS who,
        1 + floor(random() * current_setting('bench.size')::int)::int AS said, random() AS by_what,
        1 + floor(random() * (SELECT count(*) FROM contacts_topic WHERE area_id IS NOT NULL))::int AS topic_at
    FROM generate_series(1, current_setting('bench.size')::int) g
) d
JOIN bench_area a ON a.at = d.area_at
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS at FROM contacts_topic WHERE area_id IS NOT NULL) t ON t.at = d.topic_at;

-- The agents who are measured have a full desk at every size, fifteen tickets of their own and fifteen to take, and
-- fifty of a colleague beside them in the queue, all by e-mail, so that the page of the unanswered is full, too; their
-- supervisors have a full page to review.
UPDATE bench_ticket t SET area_id = a.area_id, agents = a.agents, who = CASE WHEN n.rank % 80 < 30 THEN 0 ELSE 0.99 END, waits = 0.9, promised = 0.2, by_what = 0.7,
    assigned = CASE WHEN n.rank % 80 BETWEEN 15 AND 29 THEN 0.9 ELSE 0.1 END, forwarded = CASE WHEN n.rank % 80 BETWEEN 15 AND 29 THEN 0.1 ELSE 0.9 END
FROM (SELECT g, row_number() OVER (ORDER BY g DESC) - 1 AS rank FROM bench_ticket WHERE unresolved) n
JOIN bench_area a ON a.at = (ARRAY[1, 11, 40])[1 + n.rank / 80]
WHERE n.g = t.g AND n.rank < 240;

UPDATE bench_ticket t SET area_id = a.area_id, agents = a.agents
FROM (SELECT g, row_number() OVER (ORDER BY g DESC) - 1 AS rank FROM bench_ticket WHERE NOT unresolved) n
JOIN bench_area a ON a.at = (ARRAY[1, 11, 40])[1 + n.rank / 55]
WHERE n.g = t.g AND n.rank < 165;

INSERT INTO contacts_ticket (id, customer_id, topic_id, area_id, assignee_id, state, waiting_for, subject, opened_at, opened_by_id,
    channel, due_key, forwarded_at, forwarded_from_id, resolution, resolution_code_id, resolved_at, resolved_by_id, recorded_at, version,
    forwarded_count, reopened_count, risk, review_state, spoke_last_at)
SELECT 10000 + g, customer_id, topic_id, made.area_id,
    CASE WHEN assigned < 0.6 OR NOT unresolved THEN made.agents[1 + floor(who * cardinality(made.agents))::int] END,
    CASE WHEN NOT unresolved THEN CASE WHEN g % 10 = 0 THEN 'resolved' ELSE 'closed' END WHEN waits < 0.3 THEN 'waiting' ELSE 'open' END,
    CASE WHEN unresolved AND waits < 0.3 THEN CASE WHEN waits < 0.2 THEN 'customer' ELSE 'follow_up' END ELSE '' END,
    rtrim(left(s.word, 90), '.'), opened_at, first_tier.agents[1 + floor(who * cardinality(first_tier.agents))::int],
    CASE WHEN by_what < 0.62 THEN 'phone' WHEN by_what < 0.86 THEN 'email' WHEN by_what < 0.91 THEN 'fax' WHEN by_what < 0.97 THEN 'postal' ELSE 'walk_in' END,
    CASE WHEN unresolved AND promised < 0.4 THEN now() + interval '6 days' * (promised / 0.4) - interval '1 day' ELSE timestamptz '9000-01-01 00:00Z' END,
    CASE WHEN forwarded < 0.4 THEN opened_at + interval '10 minutes' END, CASE WHEN forwarded < 0.4 THEN first_tier.area_id END,
    CASE WHEN unresolved THEN '' ELSE s.word END, CASE WHEN NOT unresolved THEN code.id END,
    CASE WHEN NOT unresolved THEN opened_at + interval '1 hour' END,
    CASE WHEN NOT unresolved THEN made.agents[1 + floor(who * cardinality(made.agents))::int] END, opened_at, 1,
    CASE WHEN forwarded < 0.4 THEN 1 ELSE 0 END, CASE WHEN waits < 0.05 THEN 1 ELSE 0 END, CASE WHEN waits < 0.05 THEN 1 ELSE 0 END,
    CASE WHEN NOT unresolved AND opened_at > now() - interval '30 days' THEN 'waiting' ELSE '' END,
    -- As the contacts below have it: the second, of every third ticket, is ours; the third, of every tenth, is the customer's.
    CASE WHEN unresolved THEN CASE WHEN (10000 + g) % 10 = 0 THEN opened_at + interval '4 days' WHEN (10000 + g) % 3 <> 0 THEN opened_at END END
FROM bench_ticket made JOIN bench_sentence s ON s.rank = said
CROSS JOIN (SELECT area_id, agents FROM bench_area WHERE at = 1) first_tier(area_id, agents)
CROSS JOIN (SELECT min(id) AS id FROM contacts_resolutioncode) code
ORDER BY g;

INSERT INTO contacts_matter (ticket_id, kind, number, key)
SELECT id, 'application', '11/' || lpad((id % 1000000)::text, 6, '0'), '11' || lpad((id % 1000000)::text, 6, '0')
FROM contacts_ticket WHERE id % 5 < 2;

-- Every ticket has its first contact; a third have a second, a tenth a third; and some calls asked for nothing.
-- They are numbered as they would have been written down, one kind after another.
INSERT INTO contacts_contact (ticket_id, customer_id, channel, direction, started_at, ended_at, agent_id, description, no_request,
    notice_version, recorded_at, submission_id, version, area_id)
SELECT ticket_id, customer_id, channel, direction, started_at, ended_at, agent_id, description, no_request, '', recorded_at,
    gen_random_uuid(), 1, area_id
FROM (SELECT t.id AS ticket_id, t.area_id, t.customer_id, t.channel, CASE WHEN n = 2 THEN 'out' ELSE 'in' END AS direction,
        t.opened_at + n * interval '2 days' - interval '2 days' AS started_at,
        t.opened_at + n * interval '2 days' - interval '2 days' + interval '4 minutes' AS ended_at, t.opened_by_id AS agent_id,
        s.word || ' ' || more.word AS description, '' AS no_request, t.opened_at AS recorded_at, t.id AS place, n
    FROM contacts_ticket t CROSS JOIN generate_series(1, 3) n
    JOIN bench_sentence s ON s.rank = 1 + (t.id * 31 + n * 977) % current_setting('bench.size')::int
    JOIN bench_sentence more ON more.rank = 1 + (t.id * 17 + n * 131) % current_setting('bench.size')::int
    WHERE n = 1 OR n = 2 AND t.id % 3 = 0 OR n = 3 AND t.id % 10 = 0
    UNION ALL SELECT NULL, NULL, NULL, 'phone', 'in', opened_at, NULL, opened_by_id, '', 'wrong_number', opened_at, id, 4
    FROM contacts_ticket WHERE id % 33 = 0) made
ORDER BY place, n;

INSERT INTO contacts_followup (ticket_id, due_at, promised_by_id, promised_at, reason)
SELECT id, due_key, COALESCE(assignee_id, opened_by_id), opened_at, '' FROM contacts_ticket WHERE due_key < '9000-01-01';

INSERT INTO contacts_followup (ticket_id, due_at, promised_by_id, promised_at, kept_at, reason)
SELECT id, opened_at + interval '2 days', COALESCE(assignee_id, opened_by_id), opened_at, opened_at + interval '1 day', ''
FROM contacts_ticket WHERE due_key >= '9000-01-01' AND id % 20 = 0;

INSERT INTO contacts_timelineentry (ticket_id, kind, at, by_id, text, origin_id, to_id, follow_up_id, waiting_for, basis, submission_id, version, priority, area_id)
SELECT id, 'forwarded', forwarded_at, opened_by_id, 'Please answer.', forwarded_from_id, area_id, NULL::bigint, '', '', NULL::uuid, 1, '', area_id
FROM contacts_ticket WHERE forwarded_at IS NOT NULL
UNION ALL SELECT t.id, 'note', opened_at + interval '20 minutes', opened_by_id, s.word, NULL, NULL, NULL, '', '', gen_random_uuid(), 1, '', area_id
FROM contacts_ticket t JOIN bench_sentence s ON s.rank = 1 + (t.id * 7) % current_setting('bench.size')::int WHERE t.id % 4 = 0
UNION ALL SELECT id, 'resolved', resolved_at, resolved_by_id, resolution, NULL, NULL, NULL, '', '', NULL, 1, '', area_id
FROM contacts_ticket WHERE resolved_at IS NOT NULL
UNION ALL SELECT f.ticket_id, 'promised', f.promised_at, f.promised_by_id, '', NULL, NULL, f.id, '', '', NULL, 1, '', t.area_id
FROM contacts_followup f JOIN contacts_ticket t ON t.id = f.ticket_id
ORDER BY 3;

-- One in fifty was with an agent of another area before; the agents who are measured took part in fifty others at
-- every size.
INSERT INTO contacts_participation (ticket_id, user_id, area_id)
SELECT id, opened_by_id, area_id FROM contacts_ticket
UNION SELECT id, assignee_id, area_id FROM contacts_ticket WHERE assignee_id IS NOT NULL
UNION SELECT t.id, before.agents[(1 + t.id / 50 % cardinality(before.agents))::int], t.area_id
FROM contacts_ticket t JOIN bench_area here ON here.area_id = t.area_id
JOIN bench_area before ON before.at = 1 + here.at % (SELECT count(*) FROM bench_area)
WHERE t.id % 50 = 0 AND before.at NOT IN (11, 40)
UNION SELECT t.id, agent, t.area_id
FROM (SELECT id, area_id, row_number() OVER (ORDER BY id DESC) AS rank FROM contacts_ticket
    WHERE area_id NOT IN (SELECT area_id FROM bench_area WHERE at IN (11, 40))) t
JOIN bench_area measured ON measured.at IN (11, 40) CROSS JOIN LATERAL unnest(measured.agents) agent
WHERE t.rank <= 5000 AND t.rank % 100 = 0;
