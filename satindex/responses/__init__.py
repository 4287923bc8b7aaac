"""From a raw export to coded answers, with an account of every cell."""
