"""What is unusual: models and agents against their own recent past."""
