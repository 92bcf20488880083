-- The keys of personal values, outside the log. The same table as in the control schema's own file, made by whoever comes first.
select pg_advisory_xact_lock(hashtext('control.subject_key'));

create schema if not exists control;

-- One AES-256 key per customer. Null once destroyed: the person is erased, the facts stay.
create table if not exists control.subject_key (
    customer     uuid primary key,
    key          bytea,
    destroyed_at timestamptz
);

-- What was destroyed lately is looked up every second.
create index if not exists subject_key_destroyed_at on control.subject_key (destroyed_at) where destroyed_at is not null;
