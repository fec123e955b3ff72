from recommendations('2026-11-16', '2026-11-18')
union all
from recommendations('2026-11-16', '2026-11-17');
