"""What is true of Chinese text: characters, lines, scripts, likelihoods. Knows no cleaner."""
