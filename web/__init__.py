"""The web application: the practice service, the HTTP API and the pages. The one writer of practice records."""
