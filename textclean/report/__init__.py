"""Results to something to look at: trace, lines of a check, terminal view, counts. Knows no file, no format and no command."""
