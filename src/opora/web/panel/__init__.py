"""The panel of a territory: numbers with denominators that open their rows."""
