"""The records: tables, queries scoped to who asks, migrations. SQLite by default, PostgreSQL by one URL."""
