"""Writing down how outstanding products are chosen: rounds, entries, judging, certificates, complaints."""
