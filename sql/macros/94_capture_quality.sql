create or replace macro capture_quality(capture) as
  case capture
    when 'nat_eni' then 'the gateway''s own records: every byte, with client and remote'
    when 'regional' then 'the gateway''s own records: every byte, with client and remote'
    when 'next_hop' then 'records of the clients that have a flow log, by their next hop'
    when 'route' then 'records of the clients that have a flow log, by their route tables'
    when 'nat_eni_v2' then 'the gateway''s own records without packet addresses: bytes by client, no remotes'
  end;
comment on macro capture_quality is 'What a capture tells, in words; NULL for a word that is none.';
