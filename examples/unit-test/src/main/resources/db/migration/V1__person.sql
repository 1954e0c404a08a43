create table person (
    id bigint generated always as identity primary key,
    email text not null constraint person_email_is_unique unique,
    name text not null
);
