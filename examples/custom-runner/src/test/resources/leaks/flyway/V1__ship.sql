create table ship (id int);
