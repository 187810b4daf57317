"""One form for what is equivalent. One cleaner a module; rooms never import each other."""
