-- Owned by the role that migrates. Whoever creates the database creates the role shop_app, too.
create schema shop;

create table shop.product (
  id integer generated always as identity primary key,
  name text not null unique,
  price numeric(10, 2) not null
);

grant usage on schema shop to shop_app;
grant select, insert, update, delete on shop.product to shop_app;
