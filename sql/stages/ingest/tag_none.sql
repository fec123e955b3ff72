-- Records without tag fields.
create or replace temp table tag_seen (hour bigint, srcaddr varchar, interface_id varchar, tags json);
