-- The address ranges in use, and how many sides of an AZ crossing are priced.
select
  (select max(as_of) from ip_range) as ip_ranges_as_of,
  (select any_value(source) from ip_range) as ip_ranges_source,
  coalesce((select max(value) from setting where key = 'cross_az_sides'), '2') as cross_az_sides;
