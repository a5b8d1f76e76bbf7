"""Addresses of the news, of its editor, and of campaigns."""

from django.urls import include, path
from wagtail.admin import urls as editor

from khuyencong.portal.views import articles, campaigns, english, files, lists
from khuyencong.web.rates import FILES, at_most

urlpatterns = [
    path("en/", english.english, name="english"),
    path("tin-tuc/", lists.news, name="news"),
    path("tin-tuc/tin.<slug:kind>", lists.feed, name="news_feed"),
    path("tin-tuc/so-do.xml", lists.sitemap, name="news_sitemap"),
    path("tin-tuc/muc/<slug:code>/", lists.section, name="news_section"),
    path("tin-tuc/chu-de/<slug:code>/", lists.topic, name="news_topic"),
    path("tin-tuc/anh/<path:name>", files.picture, name="news_picture"),
    path("tin-tuc/tep/<int:pk>/<str:name>", files.document, name="wagtaildocs_serve"),
    path("tin-tuc/<slug:agency>/", lists.shelf, name="news_shelf"),
    path("tin-tuc/<slug:agency>/<slug:slug>/", articles.article, name="news_article"),
    path("tin-tuc/<slug:agency>/<slug:slug>/danh-gia/", articles.rate, name="news_rate"),
    path("truyen-thong/", campaigns.campaigns, name="campaigns"),
    path("truyen-thong/moi/", campaigns.campaign_new, name="campaign_new"),
    path("truyen-thong/<int:pk>/", campaigns.campaign, name="campaign"),
    path(
        "truyen-thong/<int:pk>/bang.<slug:kind>", at_most(FILES)(campaigns.campaign_file), name="campaign_file"
    ),
    path("bien-tap/", include(editor)),
]
