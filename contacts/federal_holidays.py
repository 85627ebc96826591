"""The federal holidays (5 U.S.C. 6103) as the library knows them: what the table of days begins with."""

from datetime import date
from functools import cache

import holidays


@cache
def of_year(year: int) -> dict[date, str]:
    """The federal holidays of a year by their day, with the name of each."""
    return dict(holidays.country_holidays("US", years=year))
