"""Days on which a demo factory is closed."""

from datetime import date

import pandas as pd
from pandas.tseries.holiday import (
    AbstractHolidayCalendar,
    EasterMonday,
    GoodFriday,
    Holiday,
    USLaborDay,
    USMemorialDay,
    USThanksgivingDay,
)
from pandas.tseries.offsets import DateOffset, Day, Easter, Week

_YEAR_END = [Holiday("Company holidays", month=12, day=day) for day in (24, 27, 28, 29, 30, 31)]
_SAME = [Holiday("New Year", month=1, day=1), Holiday("Christmas", month=12, day=25)]

RULES = {
    "DE": [
        *_SAME, GoodFriday, EasterMonday, *_YEAR_END,
        Holiday("Epiphany", month=1, day=6), Holiday("Labour Day", month=5, day=1),
        Holiday("Ascension Day", month=1, day=1, offset=[Easter(), Day(39)]),
        Holiday("Whit Monday", month=1, day=1, offset=[Easter(), Day(50)]),
        Holiday("Corpus Christi", month=1, day=1, offset=[Easter(), Day(60)]),
        Holiday("German Unity Day", month=10, day=3), Holiday("All Saints' Day", month=11, day=1),
        Holiday("Boxing Day", month=12, day=26),
    ],
    "US": [
        *_SAME, USMemorialDay, USLaborDay, USThanksgivingDay,
        Holiday("Juneteenth", month=6, day=19), Holiday("Independence Day", month=7, day=4),
        Holiday("Day after Thanksgiving", month=11, day=22, offset=[DateOffset(), Week(weekday=4)]),
        Holiday("Christmas Eve", month=12, day=24), Holiday("Shutdown", month=12, day=26),
    ],
}  # fmt: skip


def holidays(country: str, first: date, last: date) -> pd.DataFrame:
    """Columns day (date) and name, first..last, both included."""
    calendar = AbstractHolidayCalendar(name=f"Demo {country}", rules=RULES[country])
    found = calendar.holidays(first, last, return_name=True)
    found = found[~found.index.duplicated()]
    return pd.DataFrame({"day": [stamp.date() for stamp in found.index], "name": found.to_numpy(dtype=object)})
