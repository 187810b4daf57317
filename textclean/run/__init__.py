"""Many documents: which files, through which pipeline, to where. Knows formats and pipelines; knows no terminal and no options."""
