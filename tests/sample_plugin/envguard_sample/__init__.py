"""An example of a package that adds rules to envguard."""
