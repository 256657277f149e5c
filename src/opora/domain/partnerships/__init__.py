"""Agreements of schools that need support with leader schools."""
