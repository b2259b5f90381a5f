"""Tables of facts, each with the source it was taken from."""
