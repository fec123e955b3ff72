select service_name, confidence, because like '%not from the prefix list%' as is_guess from recommendations('2026-11-16', '2026-11-17');
