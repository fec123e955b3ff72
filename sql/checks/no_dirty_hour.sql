-- Every hour whose candidates changed has been attributed again.
select hour from dirty_hour;
