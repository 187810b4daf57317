"""`python -m textclean.reference`: the generated parts of docs/, refreshed or checked."""

import sys

from textclean.reference import main

sys.exit(main(sys.argv[1:]))
