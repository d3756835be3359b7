"""Filters and layouts that people keep, for themselves or for everybody."""
