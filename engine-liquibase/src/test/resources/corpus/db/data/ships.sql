create table ship (id int, name varchar(100));
insert into ship values (1, 'Argo');
