from transit_path order by all;
