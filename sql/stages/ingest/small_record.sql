-- Many small Parquet objects as one table that takes the place of the view.
create or replace temp table small_record as from record;
