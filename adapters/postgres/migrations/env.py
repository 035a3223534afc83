"""How Alembic reaches the database: `adapters.postgres.schema` says which schema, and how to connect."""

from alembic import context
from sqlalchemy import create_engine, pool

config = context.config
engine = create_engine("postgresql+psycopg2://", creator=config.attributes["connect"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, version_table_schema=config.attributes["schema"])
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
