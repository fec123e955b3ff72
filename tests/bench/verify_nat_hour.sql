-- What the file says of each gateway, to be compared with the truth.
select nat_gateway_id, sum(bytes_out)::bigint, sum(bytes_in)::bigint from nat_hour group by nat_gateway_id
