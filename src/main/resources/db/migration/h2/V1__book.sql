-- The book's row is the counter that every change takes its revision from.
create table book (
    id        bigint primary key,
    epoch     varchar(12) not null,
    revision  bigint not null,
    signed    bigint not null,
    published bigint not null
);

-- H2 counts UTF-16 units where the book counts characters, hence twice the limit.
create table entry (
    id          bigint primary key,
    book_id     bigint not null references book,
    signing_key uuid not null unique,
    state       varchar(16) not null,
    name        varchar(160),
    text        varchar(4000),
    signed_at   timestamp(3) with time zone,
    revision    bigint not null,
    published   bigint
);
create unique index entry_revision on entry (book_id, revision);
create index entry_public on entry (book_id, state, id);

create table receipt (
    hash     varchar(64) primary key,
    entry_id bigint not null references entry
);
create index receipt_entry on receipt (entry_id);

insert into book (id, epoch, revision, signed, published)
values (1, lower(rawtohex(secure_rand(6))), 0, 0, 0);
