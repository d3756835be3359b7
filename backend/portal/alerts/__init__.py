"""What fires, what fired, who has seen it and who has silenced it; runbooks."""
