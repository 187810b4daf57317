"""`python -m textclean`: the command, where its script is not on the path."""

from textclean.cli import main

if __name__ == "__main__":
    main()
