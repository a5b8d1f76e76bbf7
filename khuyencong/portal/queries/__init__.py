"""Questions about the news: lists, an article with all around it, searching, what was read where."""
