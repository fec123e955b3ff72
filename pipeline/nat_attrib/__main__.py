"""`python -m nat_attrib`."""

from nat_attrib.cli import main

main()
