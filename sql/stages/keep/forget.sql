-- Names that no row refers to any more.
delete from remote_name where remote_name_id not in (select remote_name_id from nat_hour)
  and remote_name_id not in (select remote_name_id from beside_hour where remote_name_id is not null);
delete from source
where source_id not in (select distinct source_id from nat_service_hour)
  and source_id not in (select distinct source_id from nat_hour);
