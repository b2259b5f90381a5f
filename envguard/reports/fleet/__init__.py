"""A fleet's report as JSON, as a page and as lines for a terminal."""
