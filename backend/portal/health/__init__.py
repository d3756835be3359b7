"""Whether the portal and what it depends on are well."""
