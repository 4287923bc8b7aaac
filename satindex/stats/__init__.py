"""Arrays in, small frozen results out; knows no survey."""
