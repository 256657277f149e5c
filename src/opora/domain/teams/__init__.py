"""Teams and communities: their order, members, meetings."""
