"""JSON for programs, read only: versioned, described by OpenAPI, opened by a person's key."""
