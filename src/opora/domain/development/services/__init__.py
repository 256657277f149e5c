"""Everything that may happen to documents of development and to expertises."""
