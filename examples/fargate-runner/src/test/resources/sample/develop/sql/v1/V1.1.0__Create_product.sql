create table product (
  name       varchar,
  weight_lbs numeric,
  units      integer
);
