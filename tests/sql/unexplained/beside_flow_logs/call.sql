from unexplained('2026-11-16', '2026-11-18');
