"""One obligation: what is promised, what shows that it is done, the decision."""
