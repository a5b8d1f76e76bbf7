"""Views of outstanding products, for officers and judges and for everybody."""
