-- S3 bytes that are layers of ECR image pulls, and the registries that the same VPCs asked for.
select
  sum(h.bytes)::bigint as bytes,
  fsum(h.nat_usd) as nat_usd,
  (
    select list(distinct d.name order by d.name)
    from dns_seen d
    where d.first_seen >= $since::timestamp - interval 24 hours and d.first_seen < $until::timestamp
      and regexp_matches(d.name, '^[0-9]{12}\.dkr[.-]ecr\.')
  ) as registries
from nat_by_hostname($since, $until) h
where regexp_matches(h.hostname, '^prod-[a-z0-9-]+-starport-layer-bucket\.s3')
having sum(h.bytes) > 0;
