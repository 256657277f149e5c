"""Pages of identification: from data and rule to replies, decision and order."""
