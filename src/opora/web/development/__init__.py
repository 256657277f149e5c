"""Pages of documents of development and of their expertise."""
