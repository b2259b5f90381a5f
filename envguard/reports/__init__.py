"""What a run found, in the form that a reader wants; each format's module loads when asked for."""

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")
