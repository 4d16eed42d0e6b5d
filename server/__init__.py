"""What stands around the dashboard when it is served: the page shell, compression, headers, plain HTTP routes."""
