"""attribution: whom a speaker's words mean."""
