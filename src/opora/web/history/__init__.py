"""What happened to a thing: who, when, before, after."""
