create or replace macro sum_usd(bytes, usd_per_gib) as
  sum(bytes::decimal(20, 0) * usd_per_gib)::double / 1073741824;
comment on macro sum_usd is 'The dollars of a group of rows: whole bytes times an exact decimal rate per GiB, summed exactly and turned into DOUBLE once at the end, so that the order of the rows never shows. NULL where no row has a rate.';
