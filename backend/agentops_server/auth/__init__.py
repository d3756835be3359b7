"""Who is calling: API keys, bearer tokens and the rights they carry."""
