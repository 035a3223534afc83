"""`python -m composition` is the command `oddiya`."""

from composition.cli import main

main()
