"""Sends a copy of every stored trace to Langfuse."""
