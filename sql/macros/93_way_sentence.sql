create or replace macro way_sentence(tgw_bytes, tgw_usd, skipdata_records) as
  case
    when tgw_usd > 0 then
      ' ' || format('{:,.1f}', tgw_bytes / 1073741824) || ' GiB of them come through a Transit Gateway at $'
      || format('{:.4g}', tgw_usd / (tgw_bytes / 1073741824)) || ': $' || format('{:,.2f}', tgw_usd) || '.'
    else ''
  end
  || case when skipdata_records > 0 then ' AWS left records out of the flow logs, so all of it is at least that.' else '' end;
comment on macro way_sentence is 'What else a month''s bytes pay on their way to NAT, and whether they are a lower bound, as sentences for the column because of recommendations; empty where there is nothing to say.';
