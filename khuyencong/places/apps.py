"""The room `places` as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Administrative units and regions, by date."""

    name = "khuyencong.places"
    label = "places"
    verbose_name = "Địa bàn"
