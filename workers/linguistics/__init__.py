"""What several stages know of languages: spaCy models, the gender of titles and first names."""
