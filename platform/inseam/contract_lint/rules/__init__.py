"""What a schema cannot say: a module for each concern, a function for each rule."""
