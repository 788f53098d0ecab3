"""What a branch changes for whom, as one comment for who reviews it."""
