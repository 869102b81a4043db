"""The bands of a target. The first migration builds what is declared, so that a database it makes now has them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("kpi_targets")}
    for name in ("excellent", "good", "warning"):
        if name not in known:
            op.add_column("kpi_targets", sa.Column(name, sa.Double))


def downgrade() -> None:
    for name in ("excellent", "good", "warning"):
        op.drop_column("kpi_targets", name)
