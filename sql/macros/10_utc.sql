create or replace macro utc(t) as
  case when typeof(t) = 'TIMESTAMP WITH TIME ZONE' then timezone('UTC', t::timestamptz) else t::timestamp end;
comment on macro utc is 'The time t as TIMESTAMP in UTC, whatever the session''s time zone: a TIMESTAMPTZ such as now() is converted; a date, a text or a TIMESTAMP is taken as UTC already.';
