-- Of the owner's password only a slow hash is kept.
create table owner (
    id       bigint primary key,
    password varchar(200) not null
);

-- By the hash of its secret the owner is known on every instance.
create table log_in (
    hash    varchar(64) primary key,
    ends_at timestamp(3) with time zone not null
);
