"""Articles and their shelves, pictures, approvals, votes and readings, campaigns."""

from khuyencong.portal.models.approvals import (
    Approval,
    ChangedError,
    RefusedError,
    TwoPersonError,
    UnfinishedError,
)
from khuyencong.portal.models.articles import Article, ArticleAuthor, NewsIndex, Section, Shelf, Topic
from khuyencong.portal.models.campaigns import Campaign, CampaignArticle, CampaignOutput
from khuyencong.portal.models.counting import CHANNELS, SCALE, DailySalt, Reading, Vote, VoteCount
from khuyencong.portal.models.pictures import Picture, PictureRendition, StoredFile

__all__ = [
    "CHANNELS",
    "SCALE",
    "Approval",
    "Article",
    "ArticleAuthor",
    "Campaign",
    "CampaignArticle",
    "CampaignOutput",
    "ChangedError",
    "DailySalt",
    "NewsIndex",
    "Picture",
    "PictureRendition",
    "Reading",
    "RefusedError",
    "Section",
    "Shelf",
    "StoredFile",
    "Topic",
    "TwoPersonError",
    "UnfinishedError",
    "Vote",
    "VoteCount",
]
