"""What becomes of the rows that readers see, day after day: measured, kept, and judged."""
