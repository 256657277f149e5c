"""Pages: a folder a subject, with templates, components and static files."""
