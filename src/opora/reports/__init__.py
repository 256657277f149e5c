"""Figures, charts and files out: DOCX, XLSX, PDF, ICS. Plain data, no HTTP."""
