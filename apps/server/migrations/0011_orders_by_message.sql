-- Deployments through a connection without a role, whose devices cannot ask for anything: the order goes into the shadow
-- with the address of the flow in it.
alter table agents drop constraint agents_slot_kind_check;
alter table agents add constraint agents_slot_kind_check check (slot_kind in ('auth', 'register', 'refresh', 'deploy'));
-- The deployment that is ordered like this, since when, and when the order was written last.
alter table agents add column order_update_id text;
alter table agents add column order_since timestamptz;
alter table agents add column order_at timestamptz;
-- The device acknowledged the order; it downloaded the flow.
alter table agents add column order_taken_at timestamptz;
alter table agents add column order_fetched_at timestamptz;
alter table agents add column order_ended boolean not null default false;
