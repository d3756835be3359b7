"""Which projects exist and who may see them."""
