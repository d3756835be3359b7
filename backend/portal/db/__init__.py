"""The portal's own database: accounts, sessions and what else the portal must remember."""
