from rate order by region, item, from_gb;
