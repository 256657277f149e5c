"""Indicators: definitions, values of schools and territories, targets."""
