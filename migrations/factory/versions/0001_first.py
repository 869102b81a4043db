"""The factory tables of the first release, with or without factory_id (docs/decisions/0002-migrations.md)."""

from alembic import context, op

from data.schema import build

revision = "0001"
down_revision = None


def upgrade() -> None:
    build(shared=context.config.attributes["shared"]).metadata.create_all(op.get_bind(), checkfirst=False)
