"""The algebra of edits and the pipeline that runs cleaners. Standard library only; knows no Chinese, no cleaner, no file."""
