create or replace macro nat_sentence(
  monthly_bytes, priced_bytes, nat_usd, crossing_bytes, cross_usd, unpriced_reason, price_source, price_as_of
) as
  case
    when monthly_bytes is null then 'Flow logs cover under 24 hours, too few for a monthly figure.'
    when nat_usd is null then
      format('{:,.1f}', monthly_bytes / 1073741824) || ' GiB a month pass NAT; no saving is claimed, because '
      || coalesce(unpriced_reason, 'no price is known') || '.'
    else
      format('{:,.1f}', monthly_bytes / 1073741824) || ' GiB a month pass NAT'
      || case
        when priced_bytes < monthly_bytes then
          ', of which ' || format('{:,.1f}', (monthly_bytes - priced_bytes) / 1073741824)
          || ' GiB count for nothing because ' || coalesce(unpriced_reason, 'no price is known') || ', the rest'
        else ''
      end
      || ' at $' || format('{:.4g}', nat_usd / (priced_bytes / 1073741824)) || ' per GiB: $' || format('{:,.2f}', nat_usd)
      || case
        when cross_usd > 0 then
          ', and ' || format('{:,.1f}', crossing_bytes / 1073741824) || ' GiB cross AZs at $'
          || format('{:.4g}', cross_usd / (crossing_bytes / 1073741824)) || ': $' || format('{:,.2f}', cross_usd)
        else ''
      end
      || ' (' || price_words(price_source, price_as_of) || ').'
  end;
comment on macro nat_sentence is 'What a month''s bytes cost at NAT, as a sentence with GiB, rates, cross-AZ part and the date of the price; or why there is no figure. For the column because of recommendations.';
