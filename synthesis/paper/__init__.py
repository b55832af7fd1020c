"""What happens to a printed page: stamps, seals, pens, wear and warping."""
