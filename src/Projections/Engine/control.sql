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
    replaced_at timestamptz,                    -- when another build took over; it advances on, so that going back needs no waiting
    until_commit  bigint,                       -- where it stops for ever, frozen; null where it goes on
    until_prepare bigint,
    on_demand   boolean not null default false, -- made to answer one question: goes by itself
    paused      boolean not null default false, -- while building: a person wants it to wait
    facts_per_second int,                       -- while building: at most; null: as fast as can be
    facts_read  bigint not null default 0,      -- while building: folded so far, whether written or not
    facts_total bigint,                         -- while building: what there was to read when it began; null where the log does not count
    read_since  timestamptz,                    -- while building: when the folding began or went on, and how many facts were folded by then
    read_from   bigint not null default 0,
    read_at     timestamptz                     -- when facts_read was last written
);

-- Data folders of earlier versions have the table without these.
alter table control.build
    add column if not exists until_commit bigint, add column if not exists until_prepare bigint,
    add column if not exists on_demand boolean not null default false, add column if not exists paused boolean not null default false,
    add column if not exists facts_per_second int, add column if not exists facts_read bigint not null default 0,
    add column if not exists facts_total bigint, add column if not exists read_since timestamptz,
    add column if not exists read_from bigint not null default 0, add column if not exists read_at timestamptz;

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
    revision         bigint not null,
    happened_at      timestamptz not null,
    tried_commit     bigint not null default 0, -- the retry that was asked for, by its position, after which it was last tried
    tried_prepare    bigint not null default 0,
    skipped          text,                      -- why a person had it left out; it blocks nothing any more
    primary key (build, ordinal)
);

alter table control.parked
    add column if not exists revision bigint not null default 0, add column if not exists happened_at timestamptz not null default 'epoch',
    add column if not exists tried_commit bigint not null default 0, add column if not exists tried_prepare bigint not null default 0, add column if not exists skipped text;

-- How far a reactor, a worker that answers facts with commands, has looked: at facts, and at what time alone brings.
create table if not exists control.reactor (
    name     text primary key,
    position bigint not null,
    instant  timestamptz not null
);

-- One AES-256 key per customer, outside the log. Null once destroyed: the person is erased, the facts stay.
create table if not exists control.subject_key (
    customer     uuid primary key,
    key          bytea,
    destroyed_at timestamptz
);
