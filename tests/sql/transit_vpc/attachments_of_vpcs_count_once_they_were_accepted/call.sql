from transit_vpc order by all;
