"""Official documents → orders, roadmaps, and what could not be read. Knows no Django."""
