"""Ways to the list of a year, each run in a process of its own and asked the same."""
