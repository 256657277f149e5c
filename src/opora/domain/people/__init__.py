"""Who works here: users, what they are told, the trace of what they did."""
