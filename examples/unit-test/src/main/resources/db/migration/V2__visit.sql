create table visit (
    person_id bigint not null references person (id) on delete cascade,
    at timestamp with time zone not null default now()
);
create index visit_by_person on visit (person_id);
