"""Living plans: editions, measures, occurrences, obligations, evidence."""
