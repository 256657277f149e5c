"""Changes to what ``people`` owns: one module a noun, the only code that saves."""
