"""Documents by which schools develop, and how experts read them."""
