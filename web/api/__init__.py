"""The HTTP API of docs/reference/api.md: parse, ask the service, answer."""
