"""Say it once. One cleaner a module; rooms never import each other."""
