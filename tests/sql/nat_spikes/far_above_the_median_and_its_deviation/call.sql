from nat_spikes('2026-11-16', '2026-11-17');
