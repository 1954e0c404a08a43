--liquibase formatted sql

--changeset slipway:2
create table product (name varchar(100), weight_lbs numeric, units integer);
comment on table product is '${COMMENT}';
--rollback drop table product;
