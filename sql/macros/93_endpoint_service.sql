create or replace macro endpoint_service(service_name, region) as
  coalesce(nullif(split_part(service_name, '.' || region || '.', 2), ''), service_name);
comment on macro endpoint_service is 'The short name of an endpoint service, such as s3 or ecr.dkr, from com.amazonaws.us-east-1.s3; the whole name where it names no region.';
