"""People who work in organisations, whether or not they sign in."""
