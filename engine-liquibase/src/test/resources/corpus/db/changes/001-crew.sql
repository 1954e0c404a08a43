--liquibase formatted sql

--changeset carol:crew labels:people
--comment: Who sails
create table crew (id int, ship int);
--rollback drop table crew;

--changeset carol:crew-index runOnChange:true
create index crew_ship on crew (ship);
--rollback drop index crew_ship;
