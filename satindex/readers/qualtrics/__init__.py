"""What Qualtrics calls its columns and questions: shared by its exports and its questionnaires (QSF)."""
