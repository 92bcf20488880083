-- Schema `control`: what the engine and the queries agree on. Everything here but keys and leases can be derived from the log.
create schema if not exists control;

-- One materialisation of a projection. Its tables live in the PostgreSQL schema of the same name.
create table if not exists control.build (
    build       text primary key,               -- customer_directory_b7
    projection  text not null,                  -- customer_directory
    version     int not null,                   -- of the code
    shape       text not null,                  -- hash of its tables, keys and indexes
    definition  text not null default '',       -- stage/v1, with those it pins after commas; empty where there is none
    zone        text not null,                  -- the organisation's IANA zone, pinned: moving the organisation changes no old result
    tz_version  text not null,                  -- of the tz database
    state       text not null,                  -- building, candidate, live, former, frozen, retired, faulted
    publish     boolean not null default false, -- a candidate that becomes live by itself once caught up
    error       text,                           -- why it is faulted
    created_at  timestamptz not null default clock_timestamp(),
    replaced_at timestamptz                     -- when another build took over; its tables stay a while for readers that chose it before
);

-- How far a build has read, and the ledger of what it did with what it read:
-- applied + not_concerned + parked = ordinal, and hash = the log's running hash at that position.
create table if not exists control.checkpoint (
    build            text primary key references control.build on delete cascade,
    commit_position  bigint not null default 0,
    prepare_position bigint not null default 0,
    ordinal          bigint not null default 0, -- facts read since the start of the log
    applied          bigint not null default 0,
    not_concerned    bigint not null default 0,
    parked           bigint not null default 0,
    hash             bytea not null default ''::bytea
);

-- The build that answers when none is asked for: publishing moves this row.
create table if not exists control.live (
    projection text primary key,
    build      text not null references control.build
);

create sequence if not exists control.build_number;

-- Facts that could not be applied, and the later facts of the same customer (else stream) that wait behind them.
create table if not exists control.parked (
    build            text not null references control.build on delete cascade,
    ordinal          bigint not null,
    commit_position  bigint not null,
    prepare_position bigint not null,
    key              text not null,             -- customer or stream
    stream           text not null,
    type             text not null,
    error            text,                      -- null for a fact that only waits behind another
    primary key (build, ordinal)
);

-- How far a reactor, a worker that answers facts with commands, has looked: at facts, and at what time alone brings.
create table if not exists control.reactor (
    name     text primary key,
    position bigint not null,
    instant  timestamptz not null
);
alter table control.reactor add column if not exists under text; -- what it judged them under: under something else it looks at all of them again

-- One AES-256 key per customer, outside the log. Null once destroyed: the person is erased, the facts stay.
create table if not exists control.subject_key (
    customer     uuid primary key,
    key          bytea,
    destroyed_at timestamptz
);
