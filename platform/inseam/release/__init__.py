"""Into production by write, audit, publish, and back: `./pants release`."""
