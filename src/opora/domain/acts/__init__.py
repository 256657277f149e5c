"""The registry of acts, the files behind them, and drafts of documents read by machine."""
