create or replace macro policy_is_open(document) as
  document is null or coalesce(
    len(list_filter(
      policy_statements(document),
      -- Functions, not arrows: DuckDB 1.4 takes an arrow in a lambda for another lambda.
      lambda said: json_extract_string(said, '$.Effect') = 'Allow'
        and json_extract_string(said, '$.Action') in ('*', '["*"]')
        and json_extract_string(said, '$.Resource') in ('*', '["*"]')
        and json_extract_string(said, '$.Principal') in ('*', '{"AWS":"*"}', '{"AWS":["*"]}')
        and json_extract(said, '$.Condition') is null
    )) > 0,
    false
  );
comment on macro policy_is_open is 'Whether an endpoint policy allows everybody everything, as the one that AWS sets by default does.';
