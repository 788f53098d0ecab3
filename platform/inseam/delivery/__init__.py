"""The one way anything leaves: compared, journalled, sent until it is confirmed."""
