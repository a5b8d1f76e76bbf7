"""The pages of the news and of its campaigns; what the editor shows of ours is in wagtail_hooks."""
