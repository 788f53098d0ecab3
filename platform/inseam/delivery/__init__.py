"""The one way anything is sent: compared first, and again until it is confirmed."""
