"""Reports on the execution of plans: a list, a new one, its page with approval."""
