"""Files from the internet: over verified TLS, resumable, and checked before they get their names."""
