"""Text that was decoded in the wrong encoding: where it is, the ways back, and whether what comes out reads. Serves repair.mojibake."""
