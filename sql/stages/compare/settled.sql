-- The hours that the file has, and the inventories around the change.
select
  (select min(hour) from gateway_hour) as first_hour,
  (select max(seen_at) from inventory_snapshot where seen_at <= $at) as inventory_before,
  (select min(seen_at) from inventory_snapshot) as first_inventory,
  (select max(seen_at) from inventory_snapshot) as newest_inventory;
