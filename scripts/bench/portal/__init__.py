"""What the portal takes: live viewers, and people who reload the Overview."""
