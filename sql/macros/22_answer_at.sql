create or replace macro answer_at(hour, hours, answer, answers) as
  case when answers is not null then answers[hour + 1] when (hours >> hour) & 1 = 1 then answer end;
comment on macro answer_at is 'The answer at an hour of the day (0 to 23): from the list of answer_hours where there is one, else the one answer if its bits hold the hour.';
