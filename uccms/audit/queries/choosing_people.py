"""By whose acts the record can be filtered."""

from collections.abc import Iterable

from django.db.models import QuerySet

from uccms.accounts.models import User
from uccms.accounts.queries.choosing_people import Offered, Staff
from uccms.audit.queries.record import people_of


class Actors(Staff):
    """Those whose acts `user` may see, also who is no longer active; near are those on the page."""

    def __init__(self, user: User) -> None:
        super().__init__(people_of(user))
        self.shown: Iterable[int] = ()

    def near_ones(self) -> QuerySet[User]:
        return self.users.filter(pk__in=list(self.shown))

    def line_of(self, row: User) -> Offered:
        line = super().line_of(row)
        return line if row.is_active else Offered(line.value, f"{line.words}, no longer active", line.area)
