-- Each opening of the book begins an epoch of cursors, at the revision where the book was found.
create table opening (
    id       bigint primary key,
    epoch    varchar(12) not null unique,
    revision bigint not null
);
insert into opening (id, epoch, revision) select 1, epoch, 0 from book;
-- What the book is called among its instances; it never changes.
alter table book add column mark varchar(12);
update book set mark = epoch;
alter table book alter column mark set not null;
