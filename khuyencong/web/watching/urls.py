"""Addresses of what is watched while projects are carried out."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.watching.views import obstacles, purchases

register("obstacle", "obstacle")

urlpatterns = [
    path("vuong-mac/", obstacles.obstacles, name="obstacles"),
    path("vuong-mac/tai-ve/", obstacles.workbook, name="obstacles_workbook"),
    path("vuong-mac/<int:pk>/", obstacles.obstacle, name="obstacle"),
    path("de-an/<int:pk>/mua-sam/", purchases.purchases, name="purchases"),
    path("mua-sam/<int:pk>/hoa-don/", purchases.invoice, name="purchase_invoice"),
    path("de-an/<int:pk>/vuong-mac/", obstacles.new, name="obstacle_new"),
]
