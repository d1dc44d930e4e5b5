"""What a student's notebook may import: data, plots, self-checks, export. Imports nothing else of the course."""
