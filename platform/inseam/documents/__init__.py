"""What a file says, and at which line: YAML and JSON, their comments, days, periods, numbers."""
