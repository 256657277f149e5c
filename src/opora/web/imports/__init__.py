"""Pages of documents: upload, progress, review beside the document, acts."""
