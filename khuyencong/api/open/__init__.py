"""What anybody may read: places, the law, published figures, what could I be given. No key, any site."""
