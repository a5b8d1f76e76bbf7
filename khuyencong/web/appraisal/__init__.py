"""Pages of appraisal: what waits, the sheet, questions and their answers."""
