"""The action server: the customer's words and the coach's feedback, decided elsewhere. Stores nothing."""
