"""The central tables of the first release (docs/decisions/0002-migrations.md)."""

from alembic import op

from data.tenancy.schema import CENTRAL

revision = "0001"
down_revision = None


def upgrade() -> None:
    CENTRAL.metadata.create_all(op.get_bind(), checkfirst=False)
