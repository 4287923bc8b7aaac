"""`python -m satindex`."""

from satindex.cli import run

if __name__ == "__main__":
    run()
