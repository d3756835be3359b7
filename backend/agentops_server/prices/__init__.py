"""Prices of models: the price map, overrides of projects, pricing the past again."""
