"""The fictional Ключевской округ: orders of our own, people, two years of work in every state."""
