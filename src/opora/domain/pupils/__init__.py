"""Pupils who need help: known by name inside their school only, outside it as counts."""
