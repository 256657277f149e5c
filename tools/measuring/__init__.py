"""What `make measures` is made of: the seeds as plans, and who does each register's work."""
