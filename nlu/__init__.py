"""The assistant's understanding: from a trainee's reply to techniques, faults and content."""
