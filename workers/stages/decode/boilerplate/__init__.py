"""boilerplate: lines that a site puts into its articles, taken out."""
