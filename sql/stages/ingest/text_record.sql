-- Text is parsed once into a table that takes the place of the view. Lines that do not fit are left out and counted:
-- DuckDB keeps them in reject_errors with the cause. A repeated header is no loss; a different one is.
create or replace temp table text_record as from record;

create or replace temp table rejected as
select s.file_path as object_path, e.line, min(e.error_message) as message,
  trim(any_value(e.csv_line), chr(65279) || chr(13) || chr(10) || ' ') as text
from reject_errors e
join reject_scans s on s.scan_id = e.scan_id and s.file_id = e.file_id
group by s.file_path, e.line;

create or replace temp table changed_header as
select object_path, line
from rejected
where regexp_matches(text, '(^| )srcaddr( |$)') and regexp_matches(text, '(^| )dstaddr( |$)') and text <> $header;

create or replace temp table rejected_line as
select object_path, count(*) as records, 'Line ' || min(line) || ': ' || min_by(message, line) || '.' as reason
from rejected
where text <> $header
group by object_path;
