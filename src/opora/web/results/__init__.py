"""Pages of results: files brought, codes, what there is, results of a school."""
