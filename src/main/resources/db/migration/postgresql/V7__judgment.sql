-- Who decided what about an entry, without its words; kept when the entry is gone.
create table judgment (
    revision bigint primary key,
    entry_id bigint not null,
    made_at  timestamp(3) with time zone not null,
    made_by  varchar(160) not null,
    was      varchar(16) not null,
    became   varchar(16) not null
);
