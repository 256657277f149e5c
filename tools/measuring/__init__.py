"""What `make measures` is made of: the seeds as plans, and who carries each register's work out."""
