"""Changes to what ``roadmaps`` owns: one module a noun, the only code that saves."""
