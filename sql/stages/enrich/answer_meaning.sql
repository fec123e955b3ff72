-- What each asked name means. The name itself comes before its aliases: an alias tells where the name itself says
-- nothing, and only where all telling aliases agree.
create or replace temp table host_name as
select distinct name from (select name from answer_name union all select unnest(aliases) from answer_name);
