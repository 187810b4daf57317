"""Make characters what they were meant to be. One cleaner a module; rooms never import each other."""
