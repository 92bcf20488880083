-- Schema `log`: every fact in one total order. Run by whoever opens the log; harmless when run again.
select pg_advisory_xact_lock(hashtext('log'));

create schema if not exists log;

-- Where the log ends, one row. An appender locks it, gives out the next positions and commits: so positions are contiguous,
-- in the order of commit, and recorded_at never steps back.
create table if not exists log.head (
    only_row    boolean primary key default true check (only_row),
    position    bigint not null,
    recorded_at timestamptz not null,
    hash        bytea not null                  -- the running hash, as on the last fact
) with (fillfactor = 10);

insert into log.head (position, recorded_at, hash) values (0, 'epoch', '') on conflict do nothing;

-- The facts. hash = SHA-256 of (the previous fact's hash, this fact's own): a changed byte anywhere is found from there on.
-- Data and metadata are JSON kept as bytes, so that what was hashed is what is stored.
create table if not exists log.fact (
    position    bigint primary key,             -- 1, 2, 3, … without a hole
    revision    bigint not null,                -- 0, 1, 2, … inside the stream
    recorded_at timestamptz not null,
    id          uuid not null,
    stream      text collate "C" not null,
    type        text collate "C" not null,
    data        bytea not null,
    metadata    bytea not null,
    hash        bytea not null,
    unique (stream, revision)
);

-- Facts are never edited. This keeps honest people from mistakes; the running hash shows what others did.
create or replace function log.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'Facts are never changed or removed.';
end $$;

create or replace trigger never_edited before update or delete or truncate on log.fact
    for each statement execute function log.refuse();
