from django.db import migrations

# As contacts/actions/speaking_last.py finds it out, of all tickets that are worked on.
SPOKE_LAST = """
WITH RECURSIVE one (ticket_id, id) AS (
  SELECT id, id FROM contacts_ticket WHERE state IN ('open', 'waiting')
  UNION SELECT one.ticket_id, t.id FROM one JOIN contacts_ticket t ON t.merged_into_id = one.id
)
UPDATE contacts_ticket t SET spoke_last_at = spoke.at
  FROM (
    SELECT c.ticket_id, max(c.started_at) AS at FROM contacts_contact c
      JOIN contacts_ticket u ON u.id = c.ticket_id AND u.state IN ('open', 'waiting')
     WHERE c.direction = 'in'
       AND NOT EXISTS (
         SELECT FROM contacts_contact o WHERE o.ticket_id = c.ticket_id AND o.direction = 'out'
            AND (o.started_at, o.id) > (c.started_at, c.id))
       AND NOT EXISTS (
         SELECT FROM one JOIN contacts_timelineentry r ON r.ticket_id = one.id
          WHERE one.ticket_id = c.ticket_id AND r.kind = 'resolved' AND r.at >= c.recorded_at
            AND NOT EXISTS (
              SELECT FROM contacts_timelineentry x
               WHERE x.contact_id = c.id AND x.kind = 'reopened' AND x.id > r.id))
     GROUP BY c.ticket_id
  ) spoke
 WHERE spoke.ticket_id = t.id
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0016_spoke_last")]

    operations = [migrations.RunSQL(SPOKE_LAST, migrations.RunSQL.noop)]
