"""Whether the customer spoke last on a ticket, found out from what is on it whenever contacts come or go.

`spoke_last_at` is the time of the newest incoming contact that nothing answered: no outgoing contact that is
newer, and no resolution that was written after it. While we wait for the customer it stays, and counts for
nothing (`Ticket.is_unanswered`).
"""

from django.db import connection

from contacts.models import Ticket

# What resolved a ticket that was merged in has answered here, too, and is told where it was. A contact that
# opened the ticket again came after the resolution, though its time is before if it waited for who resolved.
SPOKE_LAST = """
WITH RECURSIVE one (id) AS (
  SELECT %(ticket)s::bigint
  UNION SELECT t.id FROM one JOIN contacts_ticket t ON t.merged_into_id = one.id
)
SELECT max(c.started_at) FROM contacts_contact c
 WHERE c.ticket_id = %(ticket)s AND c.direction = 'in'
   AND NOT EXISTS (
     SELECT FROM contacts_contact o WHERE o.ticket_id = c.ticket_id AND o.direction = 'out'
        AND (o.started_at, o.id) > (c.started_at, c.id))
   AND NOT EXISTS (
     SELECT FROM one JOIN contacts_timelineentry r ON r.ticket_id = one.id
      WHERE r.kind = 'resolved' AND r.at >= c.recorded_at
        AND NOT EXISTS (
          SELECT FROM contacts_timelineentry x
           WHERE x.contact_id = c.id AND x.kind = 'reopened' AND x.id > r.id))
"""


def reckon(ticket: Ticket) -> None:
    """Within an action on the locked ticket, find out whether the customer spoke last. Unsaved."""
    if not ticket.is_unresolved:
        ticket.spoke_last_at = None
        return
    with connection.cursor() as cursor:
        cursor.execute(SPOKE_LAST, {"ticket": ticket.pk})
        (ticket.spoke_last_at,) = cursor.fetchone()
