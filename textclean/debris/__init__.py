"""Remove what the site added. One cleaner a module; rooms never import each other."""
