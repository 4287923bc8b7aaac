"""Purchase records: who buys, who stays, who leaves, and what customers are worth."""
