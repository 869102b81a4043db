"""How much the summary tables hold."""

import pandas as pd
from sqlalchemy import Connection, func, select, text

from data.schema import OWN
from data.tenancy import central, engine, factories
from data.tenancy.guard import MIGRATION, OPTION


def summary_sizes() -> pd.DataFrame:
    """Every kpi_ table of every database. Columns: database, table, rows, bytes (with indexes; None where unknown)."""
    urls = {"shared": None} | {f.slug: f.database_url for f in factories() if f.database_url}
    rows = []
    for name, url in urls.items():
        bound = (engine(url) if url else central()).execution_options(**{OPTION: MIGRATION})
        with bound.connect() as db:
            for table in OWN.metadata.sorted_tables:
                if table.name.startswith("kpi_"):
                    count = db.scalar(select(func.count()).select_from(table))
                    rows.append((name, table.name, count, _bytes(db, table.name)))
    return pd.DataFrame(rows, columns=["database", "table", "rows", "bytes"])


def _bytes(db: Connection, table: str) -> int | None:
    if db.dialect.name == "sqlite":
        sql = (
            "SELECT SUM(pgsize) FROM dbstat WHERE name = :table OR name IN "
            "(SELECT name FROM sqlite_schema WHERE tbl_name = :table)"
        )
    else:
        sql = (
            "SELECT data_length + index_length FROM information_schema.tables "
            "WHERE table_schema = DATABASE() AND table_name = :table"
        )
    found = db.scalar(text(sql), {"table": table})
    return None if found is None else int(found)
