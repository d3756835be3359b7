"""An optional, read-only ClickHouse HTTP interface to the embedded store."""
