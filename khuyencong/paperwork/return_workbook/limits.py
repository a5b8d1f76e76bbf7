"""How much of a file is looked at. A return is some 30 kB; these bounds are far above any honest file."""

FILE_BYTES = 10 * 2**20
"""The largest file that is opened at all."""

PARTS = 500
"""The most entries a zip may list."""

PART_BYTES = 24 * 2**20
"""The largest part that is inflated."""

INFLATED_BYTES = 48 * 2**20
"""The most that all parts together may inflate to."""

RATIO = 200
"""A part above RATIO_FROM bytes that inflates more than so many times is no honest XML."""

RATIO_FROM = 2**20

SHEETS = 100
"""The most sheets a workbook may have."""

CELLS = 300_000
"""The largest area (rows × columns up to the last filled cell) of one sheet, laid out in full by readers."""

STRING_BYTES = 128 * 2**20
"""The most that shared strings may grow to when every cell takes its own copy."""

CSV_ROWS = 20_000
CSV_COLUMNS = 200
