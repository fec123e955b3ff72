-- Every day whose answers changed has been matched again.
select day from changed_answer_day;
