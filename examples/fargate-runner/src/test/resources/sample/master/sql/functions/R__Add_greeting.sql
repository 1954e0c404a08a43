create or replace function add_greeting(new_text varchar) returns integer
language sql security definer set search_path = public, pg_temp
as $$ insert into greeting (text) values (new_text) returning id $$;

revoke all on function add_greeting(varchar) from public;
grant execute on function add_greeting(varchar) to shop;
