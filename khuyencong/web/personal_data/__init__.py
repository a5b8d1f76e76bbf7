"""What we keep about people: the register for everybody, one's own data, and requests about another's."""
