"""Activities: the plan and the fact, people at the door, papers, lesson sheets."""
