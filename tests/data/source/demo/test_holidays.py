from datetime import date

from data.source.demo.holidays import holidays


def days(country, year):
    return dict(holidays(country, date(year, 1, 1), date(year, 12, 31)).itertuples(index=False))


def test_feasts_that_move_with_easter():
    found = days("DE", 2026)
    assert found[date(2026, 4, 3)] == "Good Friday"
    assert found[date(2026, 5, 14)] == "Ascension Day"
    assert found[date(2026, 6, 4)] == "Corpus Christi"


def test_the_friday_after_thanksgiving_even_when_november_begins_on_a_friday():
    assert days("US", 2024)[date(2024, 11, 29)] == "Day after Thanksgiving"
    assert days("US", 2026)[date(2026, 11, 27)] == "Day after Thanksgiving"
