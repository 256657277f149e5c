"""Training of people at work: programmes, groups, certificates, plan-schedules."""
