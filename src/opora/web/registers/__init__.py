"""The page of all registers, and where each of them is opened and added to."""
