import testkit.derandomised  # noqa: F401
