"""Models of support, enrolments of schools, curators and their case log."""
