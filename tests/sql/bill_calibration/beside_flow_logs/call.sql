from bill_calibration('2026-11-16', '2026-11-18');
