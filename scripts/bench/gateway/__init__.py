"""Measures what recording calls costs the gateway."""
