create table greeting (
  id   integer generated always as identity primary key,
  text varchar(200) not null
);
