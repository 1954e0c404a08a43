insert into shop.product (name, price) values ('rope', 12.50), ('lantern', 34.00);
