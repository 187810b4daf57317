"""textclean inside other systems: one module for each host, in the host's own idiom. This one imports neither host nor module.

Every adapter takes the name of a preset (and a script), or a pipeline made by hand in the preset's place. A missing text stays
missing, and what stands beside the text stays as it is. See docs/adapters.md.
"""
