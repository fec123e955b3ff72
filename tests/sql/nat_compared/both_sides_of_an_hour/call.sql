-- The hour from 2026-11-15 00:00 on is in neither window.
from nat_compared('2026-11-14', '2026-11-15 01:00', 24);
