"""Indexes by which a factory's newest orders and logs are found in a database that others share, and by which it is
known whether any order has a planned start or a price."""

import sqlalchemy as sa
from alembic import context, op

from data.schema import build

revision = "0003"
down_revision = "0002"
NEW = {"work_orders": ("id", "start_time"), "work_order_logs": ("id",), "purchase_orders": ("price",)}


def upgrade() -> None:
    tables = build(shared=context.config.attributes["shared"])
    for name, columns in NEW.items():
        wanted = {f"ix_{name}_{column}" for column in columns}
        for index in getattr(tables, name).indexes:
            if index.name in wanted:
                index.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    for name, columns in NEW.items():
        known = {index["name"] for index in sa.inspect(op.get_bind()).get_indexes(name)}
        for index in known & {f"ix_{name}_{column}" for column in columns}:
            op.drop_index(index, name)
