"""What happens to models, enrolments, curatorships and steps of the case log."""
