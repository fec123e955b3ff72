from beside_nat order by hour, path, service;
