"""Assessment files → checked tables with row-by-row findings. Knows no Django."""
