"""Settings, addresses and the server entry: the place that wires everything."""
