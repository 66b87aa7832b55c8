"""The two databases that the store stands on: one SQLite file, or a PostgreSQL.

Both answer the same questions (:class:`surveys.databases.database.Database`): how to connect, begin,
commit and roll back, and what an error means. Only the store asks them.
"""
