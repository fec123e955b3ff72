-- Descriptions of clients that no hour refers to any more.
delete from source where source_id not in (select source_id from nat_service_hour);
