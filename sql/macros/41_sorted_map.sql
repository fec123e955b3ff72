create or replace macro sorted_map(entries) as map_from_entries(list_sort(map_entries(entries)));
comment on macro sorted_map is 'A map with its keys in order, so that equal maps look the same.';
