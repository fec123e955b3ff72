create or replace macro price_words(price_source, price_as_of) as
  case
    when price_source is null then 'price of unknown source'
    when price_source = 'own rate' then 'your own rate'
    when price_source = 'the bill' then 'the bill''s rate' || coalesce(' up to ' || strftime(price_as_of, '%Y-%m-%d'), '')
    when starts_with(price_source, 'list price of') then price_source
    else 'list price' || coalesce(' of ' || strftime(price_as_of, '%Y-%m-%d'), '')
  end;
comment on macro price_words is 'Where a price comes from, in a few words with its date; the notes of a report name the source itself.';
