-- As many orders as tickets, with lines, parcels, ledger and timeline. Two in a hundred are open.
CREATE TEMP TABLE bench_product AS
SELECT row_number() OVER (ORDER BY p.code) AS rank, p.id AS product_id, e.id AS edition_id,
    p.title || coalesce(', ' || e.label, '') AS title, price.domestic AS price
FROM sales_orders_product p
JOIN LATERAL (SELECT domestic FROM sales_orders_price WHERE product_id = p.id ORDER BY effective_from DESC LIMIT 1) price ON true
LEFT JOIN LATERAL (SELECT id, label FROM sales_orders_edition WHERE product_id = p.id ORDER BY issue_date DESC LIMIT 1) e ON true
WHERE p.kind NOT IN ('subscription', 'custom_service') AND (NOT p.keeps_stock OR e.id IS NOT NULL);

CREATE TEMP TABLE bench_order AS
SELECT g AS id, 20000 + ceil(current_setting('bench.size')::int * random() ^ 3)::int AS customer_id,
    now() - interval '3 years' * (1 - g::float8 / current_setting('bench.size')::int) - interval '1 hour' AS entered_at,
    CASE WHEN random() < (CASE WHEN g > current_setting('bench.size')::int * 0.95 THEN 0.32 ELSE 0.0042 END)
        THEN (ARRAY['entered', 'released', 'on_hold'])[1 + floor(random() * 2.2)::int]
        WHEN random() < 0.05 THEN 'cancelled' ELSE 'closed' END AS state,
    random() AS paid, (ARRAY['phone', 'phone', 'phone', 'email', 'email', 'fax', 'postal'])[1 + floor(random() * 7)::int] AS source,
    a.agents[1 + floor(random() * cardinality(a.agents))::int] AS by_id, 1 + (g % 3 = 0)::int + (g % 10 = 0)::int AS lines
FROM generate_series(1, current_setting('bench.size')::int) g CROSS JOIN (SELECT agents FROM bench_area WHERE at = 1) a;

CREATE TEMP TABLE bench_line AS
SELECT row_number() OVER (ORDER BY o.id, n) AS id, o.id AS order_id, n AS position, p.*, 1 + (o.id % 4 = 0)::int AS quantity, o.state
FROM bench_order o CROSS JOIN generate_series(1, 3) n
JOIN bench_product p ON p.rank = 1 + (o.id * 31 + n * 7) % (SELECT count(*) FROM bench_product)
WHERE n <= o.lines;

CREATE TEMP TABLE bench_sum AS
SELECT order_id, sum(quantity * price) AS charged, sum(quantity) AS units FROM bench_line GROUP BY order_id;

INSERT INTO sales_orders_order (id, number_key, customer_id, state, held_because, source, ship_to, bill_to, email, zone_id,
    purchase_order, purchase_order_key, note, shipping_reason, bill_before_ship, entered_by_id, entered_at, state_at, charged, paid, refunded, written_off,
    units, units_ready, units_picked, units_backordered, units_shipped, units_cancelled, units_returned, version)
SELECT o.id, 10000000 + o.id, customer_id, state, CASE WHEN state = 'on_hold' THEN 'Waits for a check.' ELSE '' END, source,
    (o.id % 9000) || ' Main Street' || E'\n' || 'Springfield, VA 22150', (o.id % 9000) || ' Main Street' || E'\n' || 'Springfield, VA 22150',
    '', z.id, CASE WHEN o.id % 3 = 0 THEN 'PO-' || o.id ELSE '' END, CASE WHEN o.id % 3 = 0 THEN 'po-' || o.id ELSE '' END, '', '', false,
    by_id, entered_at, entered_at, CASE WHEN state = 'cancelled' THEN 0 ELSE s.charged END,
    CASE WHEN state <> 'cancelled' AND o.paid < 0.93 THEN s.charged ELSE 0 END, 0, 0, s.units,
    CASE WHEN state IN ('entered', 'released', 'on_hold') THEN s.units ELSE 0 END, 0, 0,
    CASE WHEN state = 'closed' THEN s.units ELSE 0 END, CASE WHEN state = 'cancelled' THEN s.units ELSE 0 END, 0, 2
FROM bench_order o JOIN bench_sum s ON s.order_id = o.id CROSS JOIN (SELECT min(id) AS id FROM sales_orders_shippingzone) z ORDER BY o.id;

INSERT INTO sales_orders_orderline (id, order_id, position, product_id, edition_id, title, quantity, issues, when_short, unit_price,
    price_reason, discount, discount_reason, order_discount, shipping, ready, picked, backordered, awaited, shipped, cancelled, returned)
SELECT id, order_id, position, product_id, edition_id, title, quantity, 1, 'fill', price, '', 0, '', 0, 0,
    CASE WHEN state IN ('entered', 'released', 'on_hold') THEN quantity ELSE 0 END, 0, 0, 0,
    CASE WHEN state = 'closed' THEN quantity ELSE 0 END, CASE WHEN state = 'cancelled' THEN quantity ELSE 0 END, 0
FROM bench_line ORDER BY id;

INSERT INTO sales_orders_ledgerentry (order_id, line_id, kind, method, amount, dated, reference, reference_key, reason, at, by_id)
SELECT l.order_id, l.id, kind, '', l.quantity * l.price, o.entered_at::date, '', '', '', o.entered_at, o.by_id
FROM bench_line l JOIN bench_order o ON o.id = l.order_id
CROSS JOIN LATERAL unnest(CASE WHEN o.state = 'cancelled' THEN ARRAY['charge', 'credit'] ELSE ARRAY['charge'] END) kind
WHERE l.price > 0 ORDER BY l.id;

INSERT INTO sales_orders_ledgerentry (order_id, kind, method, amount, dated, reference, reference_key, reason, at, by_id)
SELECT o.id, 'payment', 'check', s.charged, o.entered_at::date, 'R-' || o.id, 'r-' || o.id, '', o.entered_at, o.by_id
FROM bench_order o JOIN bench_sum s ON s.order_id = o.id WHERE o.state <> 'cancelled' AND o.paid < 0.93 AND s.charged > 0 ORDER BY o.id;

INSERT INTO sales_orders_shipment (id, order_id, state, carrier, tracking, tracking_key, picked_at, picked_by_id, shipped_at, shipped_by_id, version)
SELECT id, id, 'shipped', 'ups', '1Z' || lpad(id::text, 16, '0'), '1z' || lpad(id::text, 16, '0'), entered_at, by_id, entered_at + interval '1 day', by_id, 1
FROM bench_order WHERE state = 'closed' ORDER BY id;

INSERT INTO sales_orders_shipmentline (shipment_id, line_id, edition_id, quantity)
SELECT order_id, id, edition_id, quantity FROM bench_line WHERE state = 'closed' ORDER BY id;

INSERT INTO sales_orders_orderentry (order_id, kind, at, by_id, text, amount, shipment_id)
SELECT o.id, kind, o.entered_at + n * interval '1 hour', o.by_id, '', CASE WHEN kind = 'placed' THEN s.charged END,
    CASE WHEN kind = 'shipped' THEN o.id END
FROM bench_order o JOIN bench_sum s ON s.order_id = o.id
CROSS JOIN LATERAL unnest(CASE o.state WHEN 'closed' THEN ARRAY['placed', 'paid', 'released', 'shipped', 'closed']
    WHEN 'cancelled' THEN ARRAY['placed', 'cancelled'] ELSE ARRAY['placed'] END) WITH ORDINALITY done(kind, n)
ORDER BY o.id, n;

INSERT INTO sales_orders_stocklevel (edition_id, on_hand, allocated, expected)
SELECT DISTINCT e.id, 1000000, 0, 0 FROM sales_orders_edition e JOIN sales_orders_product p ON p.id = e.product_id WHERE p.keeps_stock;

UPDATE sales_orders_stocklevel level SET allocated = held.units
FROM (SELECT edition_id, sum(quantity) AS units FROM bench_line WHERE state IN ('entered', 'released', 'on_hold') GROUP BY edition_id) held
WHERE held.edition_id = level.edition_id;

-- A subscriber to a weekly disc for twenty orders, but 3,000 at least: each has an order that pays for 1,000 issues.
CREATE TEMP TABLE bench_subscriber AS
SELECT g AS id, current_setting('bench.size')::int + g AS order_id, known.line_id + g AS line_id, p.id AS product_id, p.title,
    price.domestic AS price, 20000 + ceil(current_setting('bench.size')::int * random() ^ 3)::int AS customer_id,
    now() - interval '1 hour' AS entered_at, a.agents[1 + g % cardinality(a.agents)] AS by_id
FROM generate_series(1, greatest(3000, current_setting('bench.size')::int / 20)) g
CROSS JOIN (SELECT max(id) AS line_id FROM bench_line) known
CROSS JOIN (SELECT agents FROM bench_area WHERE at = 1) a
CROSS JOIN (SELECT id, title FROM sales_orders_product WHERE kind = 'subscription' AND cycle = 'weekly' AND NOT keeps_stock
    AND editions_of_id IS NULL ORDER BY code LIMIT 1) p
JOIN LATERAL (SELECT domestic FROM sales_orders_price WHERE product_id = p.id ORDER BY effective_from DESC LIMIT 1) price ON true;

INSERT INTO sales_orders_order (id, number_key, customer_id, state, held_because, source, ship_to, bill_to, email, zone_id,
    purchase_order, purchase_order_key, note, shipping_reason, bill_before_ship, entered_by_id, entered_at, state_at, charged, paid, refunded, written_off,
    units, units_ready, units_picked, units_backordered, units_shipped, units_cancelled, units_returned, version)
SELECT order_id, 10000000 + order_id, customer_id, 'released', '', 'phone', '1 Main Street', '1 Main Street', '', z.id, '', '', '', '', false,
    by_id, entered_at, entered_at, 1000 * price, 1000 * price, 0, 0, 1000, 0, 0, 0, 0, 0, 0, 2
FROM bench_subscriber CROSS JOIN (SELECT min(id) AS id FROM sales_orders_shippingzone) z ORDER BY id;

INSERT INTO sales_orders_subscription (id, customer_id, product_id, copies, state, starts_on, issues_paid, issues_extra, issues_sent,
    grace_allowed, made_at, version)
SELECT id, customer_id, product_id, 1, 'active', date '2020-01-01', 1000, 0, 0, 1, entered_at, 1 FROM bench_subscriber ORDER BY id;

INSERT INTO sales_orders_orderline (id, order_id, position, product_id, title, quantity, issues, starts_on, subscription_id, when_short,
    unit_price, price_reason, discount, discount_reason, order_discount, shipping, ready, picked, backordered, awaited, shipped, cancelled, returned)
SELECT line_id, order_id, 1, product_id, title, 1, 1000, entered_at::date, id, 'fill', price, '', 0, '', 0, 0, 0, 0, 0, 1000, 0, 0, 0
FROM bench_subscriber ORDER BY id;

INSERT INTO sales_orders_ledgerentry (order_id, line_id, kind, method, amount, dated, reference, reference_key, reason, at, by_id)
SELECT order_id, CASE kind WHEN 'charge' THEN line_id END, kind, CASE kind WHEN 'payment' THEN 'check' ELSE '' END, 1000 * price,
    entered_at::date, CASE kind WHEN 'payment' THEN 'R-' || order_id ELSE '' END,
    CASE kind WHEN 'payment' THEN 'r-' || order_id ELSE '' END, '', entered_at, by_id
FROM bench_subscriber CROSS JOIN unnest(ARRAY['charge', 'payment']) kind ORDER BY id;
