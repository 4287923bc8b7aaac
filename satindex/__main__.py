"""`python -m satindex`."""

from satindex.cli import main

if __name__ == "__main__":
    main()
