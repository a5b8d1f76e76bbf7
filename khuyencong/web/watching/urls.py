"""Addresses of what is watched while projects are carried out."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.watching.views import faults, inspections, obstacles, purchases

register("obstacle", "obstacle")
register("inspection", "inspection")
register("fault", "fault")

urlpatterns = [
    path("vuong-mac/", obstacles.obstacles, name="obstacles"),
    path("vuong-mac/tai-ve/", obstacles.workbook, name="obstacles_workbook"),
    path("vuong-mac/<int:pk>/", obstacles.obstacle, name="obstacle"),
    path("de-an/<int:pk>/mua-sam/", purchases.purchases, name="purchases"),
    path("mua-sam/<int:pk>/hoa-don/", purchases.invoice, name="purchase_invoice"),
    path("de-an/<int:pk>/vuong-mac/", obstacles.new, name="obstacle_new"),
    path("kiem-tra/", inspections.inspections, name="inspections"),
    path("kiem-tra/tai-ve/", inspections.workbook, name="inspections_workbook"),
    path("kiem-tra/<int:pk>/", inspections.inspection, name="inspection"),
    path("kiem-tra/<int:pk>/bien-ban/", inspections.minutes, name="inspection_minutes"),
    path("kiem-tra/<int:pk>/ban-in/<slug:kind>/", inspections.paper, name="inspection_paper"),
    path("kiem-tra/khac-phuc/<int:pk>/", faults.fault, name="fault"),
    path("kiem-tra/chung-cu/<int:pk>/", faults.proof, name="fault_proof"),
    path("de-an/<int:pk>/kiem-tra/", inspections.new, name="inspection_new"),
]
