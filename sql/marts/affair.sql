-- Grain: one row. The affair: its names, whom it concerns, its days, and the rows the first pages lead with. Null: none.
select * from raw.affair
