"""Run by Alembic: migrates on the connection, and in the transaction, that was handed in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
