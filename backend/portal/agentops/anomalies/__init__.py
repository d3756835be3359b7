"""What is unusual about models and agents, against their own recent past."""
