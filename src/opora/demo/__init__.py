"""The fictional Ключевской округ: orders, people, two years of work in every state."""
