-- The JSON of every state, once for all the tables that follow.
create or replace temp table told_item as from inventory_item;
