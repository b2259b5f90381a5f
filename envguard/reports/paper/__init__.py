"""A paper's report as a page, as Markdown, and as texts to paste."""
