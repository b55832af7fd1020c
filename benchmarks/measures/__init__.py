"""What is measured beside error rates: steps, workers, stamps, structure, correction, confidence."""
