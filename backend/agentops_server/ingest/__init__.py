"""Accepting spans: OTLP decoding, the durable spool, the writer, dead letters."""
