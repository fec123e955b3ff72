create or replace macro vpc_answer_at(hour, hours, answer, stale_hours, stale_answer, answers) as
  coalesce(answer_at(hour, hours, answer, answers), case when (stale_hours >> hour) & 1 = 1 then stale_answer end);
comment on macro vpc_answer_at is 'What a VPC was told at an hour of the day: answer_at, and where nothing fresh holds the hour the stale answer.';
