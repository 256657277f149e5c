"""Pages of indicators: the matrix, one indicator, targets, own indicators."""
