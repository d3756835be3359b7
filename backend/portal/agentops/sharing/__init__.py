"""Links that show one trace to whoever has them, until they end."""
