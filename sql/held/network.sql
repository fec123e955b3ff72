-- Settings and rates as this session sees them, read once: temporary tables of the views' own names, which the macros find
-- before the views. Without them each mention of a view in a macro is planned, and read, anew.
create temp table chosen_setting as from chosen_setting;
create temp table rate as from rate;
create temp table gateway_rate as from gateway_rate;
create temp table transit_vpc as from transit_vpc;
create temp table transit_path as from transit_path;
