"""Filters and components of every template. Numbers become text in rules.money only."""

from django import template

register = template.Library()
