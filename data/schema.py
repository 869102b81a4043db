"""All factory tables together, in both builds: SHARED with `factory_id`, OWN for a database of the factory's own."""

from data import personal_tables
from data.source import demo_tables, tables
from data.summary import tables as summary
from data.tenancy.schema import FactoryTables


def build(shared: bool) -> FactoryTables:
    built = FactoryTables(shared)
    for module in (tables, summary, demo_tables, personal_tables):
        module.define(built)
    return built


SHARED = build(shared=True)
OWN = build(shared=False)
