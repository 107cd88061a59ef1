"""`python -m zcforms` is the `zcforms` command."""

from zcforms.cli import main

if __name__ == "__main__":
    main()
