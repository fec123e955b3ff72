create or replace macro source_text(
  source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id, source_kind,
  source_name, source_tags, named_by
) as
  to_json({
    a: source_ip, b: source_account_id, c: source_vpc_id, d: source_subnet_id, e: source_az_id, f: interface_id,
    g: instance_id, h: source_kind, i: source_name, j: source_tags, k: named_by
  })::varchar;
comment on macro source_text is 'Everything that is said of a client as one text: two rows of source never have the same.';
