"""Changes: campaigns, passports, files of passports, the index."""
