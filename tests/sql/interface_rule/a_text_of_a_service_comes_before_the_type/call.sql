select tells, said, source_kind from interface_rule where source_kind in ('lambda', 'load_balancer') order by rank;
