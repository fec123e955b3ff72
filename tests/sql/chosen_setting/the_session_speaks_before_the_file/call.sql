from chosen_setting order by name;
