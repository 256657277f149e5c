"""Pages of social passports and of the index made of them."""
