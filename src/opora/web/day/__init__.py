"""«Мой день»: what waits for the person, and the first day before any plan."""
