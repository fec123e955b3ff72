create or replace macro flow_number(v) as try_cast(v as bigint);
comment on macro flow_number is 'A number of a flow-log record, whatever type the file holds it in; what is no number is NULL.';
