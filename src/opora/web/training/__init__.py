"""Pages of training: certificates, programmes, groups, plan-schedules, needs, shares."""
