"""Staff, customers and outlets' figures joined by outlet: the service–profit chain."""
