create or replace macro answer_hours(answers) as
  list_transform(range(24), lambda hour: list_filter(answers, lambda a: (a.hours >> hour::integer) & 1 = 1)[1].answer);
comment on macro answer_hours is 'From answers with the hours of a day that they hold for (bits, see hour_bits) to a list of 24: the answer of each hour, NULL where none holds.';
