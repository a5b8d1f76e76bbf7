"""Pages of the law: which norm binds on a day, its history, proposals to change it, lists and documents."""
