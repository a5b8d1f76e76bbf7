"""Pages of outstanding products: rounds, entries, judging, certificates, complaints, the public catalogue."""
