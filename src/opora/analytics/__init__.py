"""Tables → lists, indices, dynamics, effects, each with its uncertainty. Knows no Django."""
