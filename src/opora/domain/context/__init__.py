"""The social context of schools: passports of a campaign and the index made of them."""
