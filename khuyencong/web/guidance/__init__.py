"""Guidance for everybody: questions and answers about the law by date, and the forms that go with them."""
