"""Teams and communities on their pages."""
