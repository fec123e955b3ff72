drop table told_item;
