create or replace macro policy_statements(document) as
  case
    when json_valid(document) then
      from_json(
        case
          when json_type(document, '$.Statement') = 'ARRAY' then json_extract(document, '$.Statement')
          else json_array(json_extract(document, '$.Statement'))
        end,
        '["JSON"]'
      )
  end;
comment on macro policy_statements is 'The statements of a policy document as a list of JSON, also where the document holds a single one; NULL where it is no JSON.';
