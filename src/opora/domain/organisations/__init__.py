"""Territories, organisations, who works in them in what role, and what that lets them see."""
