"""Models, enrolments and curators on their pages."""
