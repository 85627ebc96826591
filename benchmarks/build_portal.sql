INSERT INTO sales_orders_product (code, title, title_folded, medium, kind, cycle, description, grams, keeps_stock, is_sample, is_active, version)
VALUES ('EIP-6990P-OL', 'Ten thousand days', 'ten thousand days', 'online', 'online_access', 'daily', 'The text of each day, in XML.', 0, false, true, true, 1);

INSERT INTO sales_orders_price (product_id, effective_from, domestic, "foreign", source)
SELECT id, '2008-01-01', 0, 0, '' FROM sales_orders_product WHERE code = 'EIP-6990P-OL';

INSERT INTO sales_orders_edition (product_id, issue_date, label, is_available)
SELECT id, date '2026-11-01' - g, 'Day ' || g, true FROM sales_orders_product, generate_series(0, 9999) g WHERE code = 'EIP-6990P-OL';

INSERT INTO eipd_portal_editionversion (edition_id, product_id, issue_date, number, published_at, period_begins, period_ends, taken_in_at, withdrawn_because)
SELECT e.id, product_id, issue_date, 1, issue_date, issue_date, issue_date, issue_date, ''
FROM sales_orders_edition e JOIN sales_orders_product p ON p.id = e.product_id WHERE p.code = 'EIP-6990P-OL';

INSERT INTO eipd_portal_editionfile (version_id, position, name, size, sha256, key)
SELECT v.id, n, to_char(v.issue_date, 'YYMMDD') || '-' || n || '.zip', 1000000 + v.id,
    md5(v.id::text) || md5(n || '-' || v.id), md5(v.id || '-' || n)
FROM eipd_portal_editionversion v CROSS JOIN generate_series(1, 2) n;
