"""What the tests of several packages share; in no wheel and imported by no goal."""
