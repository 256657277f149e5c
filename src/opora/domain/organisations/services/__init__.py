"""Changes to what ``organisations`` owns: one module a noun, the only code that saves."""
