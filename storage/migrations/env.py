"""Runs the migrations on the connection that `storage.engine.schema` opened."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
    # Needed only to write a new migration, not to run one.
    **context.config.attributes.get("render", {}),
)
context.run_migrations()
