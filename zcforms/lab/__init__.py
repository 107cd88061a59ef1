"""What authors use to trust rules before people meet them: cases, coverage, mutants, populations, impact."""
