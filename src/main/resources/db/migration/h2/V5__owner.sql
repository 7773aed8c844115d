-- Of the owner's password only a slow hash is kept, and of that which a file named last, to know when the file has another one.
create table owner (
    id       bigint primary key,
    password varchar(200) not null,
    in_file  varchar(200)
);

-- By the hash of its secret the owner is known on every instance.
create table log_in (
    hash    varchar(64) primary key,
    ends_at timestamp(3) with time zone not null
);
