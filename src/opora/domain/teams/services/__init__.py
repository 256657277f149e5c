"""What happens to teams: they are founded, joined, meet, and end."""
