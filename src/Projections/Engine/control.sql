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
    state       text not null,                  -- building, candidate, live, former, frozen, retired, proof, faulted
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

-- How often rows were mended beside the worker: it compares this too when it moves the checkpoint, and reads its rows anew.
alter table control.checkpoint add column if not exists mended int not null default 0;

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
    instant  timestamptz not null,
    under    text                               -- what it judged them under: under anything else it looks at all of them again
);

alter table control.reactor add column if not exists under text;

-- One AES-256 key per customer, outside the log. Null once destroyed: the person is erased, the facts stay.
create table if not exists control.subject_key (
    customer     uuid primary key,
    key          bytea,
    destroyed_at timestamptz
);

-- What crm verify found when it folded the log again and compared: one row a build and run. No personal values are kept here.
create table if not exists control.certificate (
    id               bigint generated always as identity primary key,
    build            text not null,
    projection       text not null,
    version          int not null,
    definition       text not null,
    zone             text not null,
    commit_position  bigint not null,           -- up to which the log was folded
    prepare_position bigint not null,
    ordinal          bigint not null,           -- facts read
    hash             bytea not null,            -- running hash of what was read
    rows             bigint not null,           -- compared
    differences      bigint not null,
    mended           bigint not null,           -- rows written by --repair
    tables           jsonb not null,            -- of each table: rows, differences, hash of the rows that follow from the log
    named            jsonb not null,            -- the first differences: table, row, column, since which fact
    certified_at     timestamptz not null default clock_timestamp(),
    certified_by     text not null
);
create index if not exists certificate_build on control.certificate (build, id);

-- How far the background audit has come with each build, and what it found that nobody has mended yet.
create table if not exists control.audit (
    build       text primary key references control.build on delete cascade,
    reached     int not null default 0,         -- of 65,536: groups whose hash begins below it are done in this round
    rounds      bigint not null default 0,      -- how often all groups were compared
    rows        bigint not null default 0,      -- compared in this round so far
    found       bigint not null default 0,      -- differences found in this round so far
    differences bigint not null default 0,      -- that stand: in the last slice that had any, round or verification
    sentence    text,                           -- the first of them
    audited_at  timestamptz
);
