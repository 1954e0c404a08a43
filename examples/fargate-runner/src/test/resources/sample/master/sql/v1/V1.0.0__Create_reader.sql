create role reader login password '${READER_PASSWORD}';
grant connect on database ${DATABASE} to reader;
grant usage on schema public to reader;
alter default privileges in schema public grant select on tables to reader;
