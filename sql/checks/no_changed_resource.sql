-- Every hour that a change of the inventory touches has been asked for again.
select kind, resource_id from changed_resource;
