"""Chat with the gateway's models, for people who are signed in."""
