create or replace macro endpoint_service(service_name, region) as
  coalesce(
    nullif(split_part(service_name, '.' || region || '.', 2), ''),
    regexp_replace(service_name, '^(cn[.])?com[.]amazonaws[.]', '')
  );
comment on macro endpoint_service is 'The short name of an endpoint service: s3 from com.amazonaws.us-east-1.s3, and iam from com.amazonaws.iam, which names no region.';
