"""The rules of the field as reviewed data: YAML with source, author, checker and review date."""
