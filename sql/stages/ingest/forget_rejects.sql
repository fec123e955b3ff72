-- DuckDB adds to these tables with every text scan.
drop table if exists reject_errors;
drop table if exists reject_scans;
