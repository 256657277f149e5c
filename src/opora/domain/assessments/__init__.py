"""Files of assessments: brought, checked, added to the marks store, shown by school."""
