"""Advice given to schools, practices worth taking, and what was published."""
