"""Django's own engine for PostgreSQL, with a quicker way to see that a connection lives."""
