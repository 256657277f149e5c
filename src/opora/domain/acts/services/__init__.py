"""Changes to what ``acts`` owns: one module a noun, the only code that saves."""
