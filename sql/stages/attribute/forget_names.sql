-- What query logs told and no hour refers to any more.
delete from remote_name
where dns_key is not null and remote_name_id not in (select distinct remote_name_id from nat_hour)
  and not exists (from beside_hour b where b.remote_name_id = remote_name.remote_name_id);
