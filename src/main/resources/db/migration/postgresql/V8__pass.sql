-- Whoever has the secret of a pass is a moderator; with the pass go the log-ins that it made.
create table pass (
    hash    varchar(64) primary key,
    name    varchar(160) not null,
    ends_at timestamp(3) with time zone not null
);
alter table log_in add column pass varchar(64) references pass on delete cascade;
create index log_in_pass on log_in (pass);
