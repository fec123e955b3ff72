from rate order by region, item;
