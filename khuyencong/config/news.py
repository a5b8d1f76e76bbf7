"""The news site on Wagtail: what its editor may take in, and what of it is switched off. Read by settings."""

import os

WAGTAIL_SITE_NAME = "Tin tức khuyến công"
WAGTAILADMIN_BASE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_DATE_FORMAT, WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y", "%d/%m/%Y %H:%M"

# Signing in is allauth's, accounts are organisations': the editor asks for neither.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# Nothing asks another site: no news of new versions, no faces from Gravatar, no films embedded from elsewhere.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[object] = []

# Pictures: what a camera makes; SVG may carry scripts. What is shown is encoded anew, without metadata.
WAGTAILIMAGES_IMAGE_MODEL = "portal.Picture"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 2**20
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp", "png": "webp", "jpeg": "jpeg"}
WAGTAILIMAGES_IMAGE_FORM_BASE = "khuyencong.portal.uploads.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "khuyencong.portal.uploads.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 2**20
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# An article goes from who wrote it to who may let it out (portal/actions/shelves.py); approving lets it out.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILADMIN_COMMENTS_ENABLED = False

# A revision has one writer and, let out, one reader: the editor saves nothing by itself. A stray key of who
# reads would make her the last writer; the browser asks before it leaves what is not saved.
WAGTAIL_AUTOSAVE_INTERVAL = 0
