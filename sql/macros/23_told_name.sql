create or replace macro told_name(by_client, by_vpc, otherwise) as
  case when coalesce(by_client, by_vpc) > 0 then coalesce(by_client, by_vpc)
    else coalesce(otherwise, abs(coalesce(by_client, by_vpc))) end;
comment on macro told_name is 'Which row of remote_name holds: what DNS told the client, else its VPC; names that disagree (negative) give way to another evidence where there is one.';
