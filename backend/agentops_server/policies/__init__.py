"""What a project decides about its data: how long it stays, what is masked, how much may come."""
