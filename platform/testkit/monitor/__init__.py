"""Days of a port that are made up, to try the rule of what is unusual."""
