"""Who is asking, and may they: passwords, browser sessions, tokens, roles, and the refusal of other sites' requests."""
