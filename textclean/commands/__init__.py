"""The commands of `textclean`, a module each. They turn arguments into calls, and hold no cleaning decision."""
