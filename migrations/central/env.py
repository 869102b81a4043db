"""Alembic's environment: the connection is handed over by data.tenancy.migrate."""

from alembic import context

config = context.config
context.configure(
    connection=config.attributes["connection"], version_table="alembic_version_central", render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
